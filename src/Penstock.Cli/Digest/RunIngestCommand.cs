using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Hosting;
using Penstock.Redis;
using Penstock.Relational;
using Penstock.Workers.Digest;

namespace Penstock.Cli;

/// <summary><c>run digest.ingest</c>: the endpoint that agents send to, as a process of its own, until it is stopped.</summary>
internal static class RunIngestCommand
{
    private static readonly Setting[] Shared =
    [
        DigestSettings.Db, DigestSettings.DbHost, DigestSettings.DbPort, DigestSettings.DbUser, DigestSettings.DbPassword, DigestSettings.DbName,
        DigestSettings.DbSslMode, DigestSettings.Redis, DigestSettings.ValkeyHost, DigestSettings.ValkeyPort, DigestSettings.ValkeyPassword,
        DigestSettings.Stream, DigestSettings.Debug,
    ];

    public static Command Create(Session session)
    {
        var flags = new SettingFlags([.. Shared, .. IngestSettings.All.Settings, .. HostSettings.All.Settings]);
        var command = new Command("digest.ingest", "Take metrics in over HTTP, and put them into the digest's stream or, on SQLite, into its queue.");
        flags.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(flags.Read(parsed, session), session));
        return command;
    }

    private static async Task<int> RunAsync(SettingsReader settings, Session session)
    {
        settings.Check(DigestSettings.All);
        var ingest = IngestSettings.Options(settings, settings.Get(DigestSettings.Stream));
        var redis = DigestSettings.IsEmbedded(settings) ? null : DigestSettings.RedisAddress(settings);
        await using var store = Stores.OpenForDigest(settings, DigestSettings.Options(settings), session.Time);
        var options = WorkerHostOptions.From(settings, "digest.ingest", DigestSettings.Logs, settings.Get(IngestSettings.Port));
        await using var host = WorkerHost.Build(options with
        {
            Time = session.Time,
            Logs = options.Logs with { Level = DigestSettings.LevelOf(settings, options.Logs.Level) },
            Services = services => Add(services, store, redis, ingest),
            Endpoints = routes => routes.MapIngest(),
        });
        try
        {
            return await host.RunAsync(session.Stopping);
        }
        catch (OperationCanceledException) when (session.Stopping.IsCancellationRequested)
        {
            // Stopped while it still waited for its database.
            return 0;
        }
    }

    private static void Add(IServiceCollection services, Store store, string? redis, IngestOptions ingest)
    {
        if (redis is null)
            services.AddQueues(store);
        else
            services.AddSingleton(store).AddRedis(redis);
        // It may be the first to start on a new database.
        services.AddHostedService(s => ActivatorUtilities.CreateInstance<SchemaStart>(s, DigestSchema.Sets));
        services.AddIngest(ingest);
    }
}
