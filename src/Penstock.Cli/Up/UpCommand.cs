using System.CommandLine;
using Penstock.Hosting;
using Penstock.Workers.Marker;

namespace Penstock.Cli;

/// <summary><c>up</c>: everything in one process with nothing but a folder: a catalog in SQLite, the marker, this machine's figures, a lively chat, health and metrics.</summary>
internal static class UpCommand
{
    private const int DefaultPort = 8080;

    public static Command Create(Session session)
    {
        var data = new Option<string>("--data")
        {
            HelpName = "dir",
            Description = "Folder for the catalog, the log and the demo's files; created where it is missing. [default: .penstock]",
            DefaultValueFactory = _ => ".penstock",
        };
        var catalog = new Option<string?>("--catalog") { HelpName = "dir", Description = "Folder whose files are catalogued and marked, new ones as they come. [default: a demo]" };
        var noDemo = new Option<bool>("--no-demo") { Description = "Without --catalog: no sample files." };
        var flags = new SettingFlags(HostSettings.All.Settings).With(HostSettings.Port, DefaultPort.ToString());
        var command = new Command("up", "Catalogue and mark a folder, store this machine's figures and run a lively chat, all in one process; Ctrl-C ends it and loses nothing.") { data, catalog, noDemo };
        flags.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(
            flags.Read(parsed, session), parsed.GetRequiredValue(data), parsed.GetValue(catalog), parsed.GetValue(noDemo), session));
        return command;
    }

    private static async Task<int> RunAsync(SettingsReader settings, string data, string? catalog, bool noDemo, Session session)
    {
        var watched = catalog is null ? null : Folders.Existing("--catalog", catalog, session);
        var options = Options(settings);
        using var folder = DataFolder.Take(data, watched, session);
        // Two hosts write to it.
        await using var log = Stream.Synchronized(folder.OpenLog());
        var host = WorkerHostOptions.From(settings, "up", MarkerSettings.Logs(settings), DefaultPort);
        host = host with
        {
            Version = settings.Get(MarkerSettings.AppVersion),
            Time = session.Time,
            // The screen is for the picture.
            Logs = host.Logs with { Output = log, Colour = false },
        };
        return await UpRun.RunAsync(host, options, folder, watched ?? (noDemo ? null : folder.Demo), session);
    }

    // A fresh folder is to be marked, and to be marked while one looks on.
    private static MarkerOptions Options(SettingsReader settings)
    {
        var options = MarkerSettings.Options(settings);
        return options with
        {
            MaxAgeDays = 0,
            Interval = TimeSpan.FromSeconds(1),
            CountEvery = TimeSpan.FromSeconds(1),
            BatchSize = settings.IsSet(MarkerSettings.BatchSize) ? options.BatchSize : 1_000,
            DrainLimit = settings.IsSet(MarkerSettings.DrainLimit) ? options.DrainLimit : TimeSpan.FromSeconds(3),
        };
    }
}
