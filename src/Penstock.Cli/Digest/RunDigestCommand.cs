using System.CommandLine;
using Penstock.Hosting;
using Penstock.Redis;
using Penstock.Relational;
using Penstock.Workers.Digest;

namespace Penstock.Cli;

/// <summary><c>run digest</c>: the worker as a process of its own, until it is stopped.</summary>
internal static class RunDigestCommand
{
    public static Command Create(Session session)
    {
        var flags = new SettingFlags([.. DigestSettings.All.Settings, .. HostSettings.All.Settings]);
        var command = new Command("digest", "Write metric payloads from a Redis stream, or from a queue on SQLite, into tables.");
        flags.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(flags.Read(parsed, session), session));
        return command;
    }

    private static async Task<int> RunAsync(SettingsReader settings, Session session)
    {
        settings.Check(DigestSettings.All);
        var options = DigestSettings.Options(settings);
        await using var store = Stores.OpenForDigest(settings, options, session.Time);
        var redis = DigestSettings.IsEmbedded(settings) ? null : DigestSettings.RedisAddress(settings);
        var host = HostOf(settings, session) with
        {
            Services = services => _ = redis is null
                ? services.AddEmbeddedDigest(store, options)
                : services.AddRedis(redis).AddControl(store).AddDigest(store, options),
        };
        await using var worker = WorkerHost.Build(host);
        try
        {
            return await worker.RunAsync(session.Stopping);
        }
        catch (OperationCanceledException) when (session.Stopping.IsCancellationRequested)
        {
            // Stopped while it still waited for its database: nothing was in hand.
            return 0;
        }
    }

    private static WorkerHostOptions HostOf(SettingsReader settings, Session session)
    {
        var options = WorkerHostOptions.From(settings, "digest", DigestSettings.Logs, DigestSettings.DefaultPort, DigestSettings.DefaultMetricsPort);
        return options with
        {
            Time = session.Time,
            Health = new HealthReport(DigestSettings.Service, DigestSettings.ReportVersion),
            Logs = options.Logs with { Level = DigestSettings.LevelOf(settings, options.Logs.Level) },
        };
    }
}
