using System.CommandLine;
using Penstock.Hosting;
using Penstock.Relational;
using Penstock.Workers.Marker;

namespace Penstock.Cli;

/// <summary><c>catalog import</c>: a folder's files become catalog rows.</summary>
internal static class CatalogImportCommand
{
    public static Command Create(Session session)
    {
        var folder = new Argument<string>("dir") { HelpName = "dir", Description = "The folder; all below it is imported too." };
        var flags = new SettingFlags(MarkerSettings.DbUrl, MarkerSettings.DlqTable);
        var json = JsonFlag.Create();
        var command = new Command("import", "Add a catalog row for each regular file of a folder; again adds only what is new.") { folder, json };
        flags.AddTo(command);
        command.SetAction((parsed, _) =>
            RunAsync(parsed.GetRequiredValue(folder), flags.Read(parsed, session), parsed.GetValue(json), session));
        return command;
    }

    private static async Task RunAsync(string folder, SettingsReader settings, bool json, Session session)
    {
        var path = Folders.Existing("DIR", folder, session);
        await using var store = Stores.OpenForMarker(settings, session.Time);
        await Stores.ReachAsync(store, session.Stopping);
        var sets = MarkerSchema.Sets(MarkerSettings.Options(settings)).Append(CatalogImport.Schema);
        await new Migrator(store).ApplyAsync(sets, session.Stopping);
        var count = await LongWork.ShowAsync(session, "looking for files", work =>
            Task.Run(() => new CatalogImport(store).RunAsync(path, null, new ImportProgress(work), session.Stopping)));
        session.Output.WriteLine(json ? Json(count) : Sentence(count, store));
    }

    private static string Json(ImportCount count) => JsonText.Of(json =>
    {
        json.WriteNumber("files", count.Files);
        json.WriteNumber("added", count.Added);
        json.WriteNumber("already_there", count.AlreadyThere);
        json.WriteNumber("passed_over", count.PassedOver);
    });

    private static string Sentence(ImportCount count, Store store) =>
        $"{count.Files:N0} files: {count.Added:N0} added to {store.Display}, {count.AlreadyThere:N0} already there; {count.PassedOver:N0} passed over.";
}
