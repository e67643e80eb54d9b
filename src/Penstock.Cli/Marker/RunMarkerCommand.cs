using System.CommandLine;
using Penstock.Hosting;
using Penstock.Relational;
using Penstock.Workers.Marker;

namespace Penstock.Cli;

/// <summary><c>run marker</c>: the worker as a process of its own, until it is stopped or, with <c>--once</c>, until nothing is left.</summary>
internal static class RunMarkerCommand
{
    public static Command Create(Session session)
    {
        var flags = new SettingFlags([.. MarkerSettings.All.Settings, .. HostSettings.All.Settings]);
        var once = new Option<bool>("--once") { Description = "End when nothing is left to mark; HTTP only where a port is named." };
        var command = new Command("marker", "Give catalog rows names, hashes and shards.") { once };
        flags.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(flags.Read(parsed, session), parsed.GetValue(once), session));
        return command;
    }

    private static async Task<int> RunAsync(SettingsReader settings, bool once, Session session)
    {
        settings.Check(MarkerSettings.All);
        var options = MarkerSettings.Options(settings);
        await using var store = Stores.OpenForMarker(settings, session.Time);
        var host = WorkerHostOptions.From(settings, "marker", MarkerSettings.Logs(settings), Ports(settings, once)) with
        {
            Version = settings.Get(MarkerSettings.AppVersion),
            Time = session.Time,
        };
        return once ? await MarkerOnce.RunAsync(host, store, options, session) : await RunAsync(host, store, options, session.Stopping);
    }

    private static async Task<int> RunAsync(WorkerHostOptions options, Store store, MarkerOptions marker, CancellationToken stopping)
    {
        await using var host = WorkerHost.Build(options with { Services = services => services.AddControl(store).AddMarker(store, marker) });
        try
        {
            return await host.RunAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopped while it still waited for its database: nothing was in hand.
            return 0;
        }
    }

    private static IReadOnlyList<int> Ports(SettingsReader settings, bool once) =>
        once && !settings.IsSet(MarkerSettings.MetricsPort) ? [] : [settings.Get(MarkerSettings.MetricsPort)];
}
