using System.CommandLine;
using Penstock.Hosting;
using Penstock.Relational;
using Penstock.Workers.Marker;

namespace Penstock.Cli;

/// <summary><c>db migrate</c>: the schema, looked at or brought up.</summary>
internal static class DbMigrateCommand
{
    public static Command Create(Session session)
    {
        var flags = new SettingFlags(StoreSettings.Db, MarkerSettings.DlqTable);
        var dryRun = new Option<bool>("--dry-run") { Description = "Print the SQL of what is pending, and change nothing." };
        var json = JsonFlag.Create();
        var command = new Command("migrate", "Bring all tables and indexes up, and list the steps.") { dryRun, json };
        flags.AddTo(command);
        command.SetAction((parsed, _) =>
            RunAsync(flags.Read(parsed, session), parsed.GetValue(dryRun), parsed.GetValue(json), session));
        return command;
    }

    private static async Task RunAsync(SettingsReader settings, bool dryRun, bool json, Session session)
    {
        var sets = Schemas.All(settings);
        await using var store = dryRun ? Stores.OpenReadOnly(settings, StoreSettings.Db, session.Time) : Stores.Open(settings, StoreSettings.Db, session.Time);
        await Stores.ReachAsync(store, session.Stopping);
        var migrator = new Migrator(store);
        var steps = dryRun ? await migrator.PlanAsync(sets, session.Stopping) : await migrator.ApplyAsync(sets, session.Stopping);
        foreach (var step in steps)
            session.Output.WriteLine(json ? Json(step, !dryRun) : Text(step, dryRun));
        if (!json)
            session.Output.WriteLine(Sentence(steps.Count, dryRun, store));
    }

    private static string Json(PendingMigration step, bool applied) => JsonText.Of(json =>
    {
        json.WriteString("scope", step.Scope);
        json.WriteNumber("version", step.Version);
        json.WriteString("name", step.Name);
        json.WriteBoolean("applied", applied);
        if (step.Preparation is { } first)
            json.WriteString("first", first);
        json.WriteStartArray("sql");
        foreach (var statement in step.Statements)
            json.WriteStringValue(statement);
        json.WriteEndArray();
    });

    private static string Text(PendingMigration step, bool withSql) =>
        withSql ? $"-- {step.Scope} {step.Version}: {step.Name}\n{(step.Preparation is { } first ? $"-- first: {first}\n" : "")}{string.Concat(step.Statements.Select(statement => statement + ";\n"))}"
        : $"{step.Scope} {step.Version}: {step.Name}";

    // The listing of a dry run is SQL as it stands.
    private static string Sentence(int steps, bool dryRun, Store store) => (steps, dryRun) switch
    {
        (0, true) => $"-- {store.Display} is up to date.",
        (0, false) => $"{store.Display} is up to date.",
        (_, true) => $"-- {steps} steps are pending on {store.Display}; nothing was changed.",
        _ => $"{steps} steps applied to {store.Display}.",
    };
}
