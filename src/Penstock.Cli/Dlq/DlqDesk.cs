using System.CommandLine;
using Penstock.Hosting;
using Penstock.Kafka;
using Penstock.Redis;
using Penstock.Relational;
using Penstock.Workers.Chat;
using Penstock.Workers.Digest;
using Penstock.Workers.Marker;

namespace Penstock.Cli;

/// <summary>The store's dead letters, whichever home they have.</summary>
internal sealed class DlqDesk : IAsyncDisposable
{
    private static readonly MigrationSet[] Needed = [QueueSchema.Set, DeadLetterSchema.Set];

    private readonly Store? store;
    private readonly IRedis? redis;
    private readonly KafkaClient? kafka;
    private readonly Replays? replays;

    private DlqDesk(Store store, KafkaClient? kafka, Session session, IDeadLetterHome? other)
    {
        (this.store, this.kafka) = (store, kafka);
        IReturnPath[] topics = kafka is null ? [] : [new KafkaReturn(kafka)];
        replays = new Replays(store, session.Time, paths: [new OutboxReturn(store), .. topics]);
        Home = other ?? new SqlDeadLetterHome(store, replays);
    }

    private DlqDesk(IRedis redis, DigestOptions options) =>
        (this.redis, Home) = (redis, new DeadStreamHome(redis, new DeadStreamOptions(options.DeadStream, options.Stream, DigestServices.PipelineName)));

    private DlqDesk(KafkaClient kafka, IDeadLetterHome home) => (this.kafka, Home) = (kafka, home);

    public IDeadLetterHome Home { get; }

    /// <exception cref="InvalidOperationException">This home keeps none; <see cref="Require"/> tells.</exception>
    public Replays Replays => replays ?? throw new InvalidOperationException($"{Home.Name} keeps no replays.");

    /// <summary>Where a command's letters are: a database, the digest's Redis, or a topic.</summary>
    public static StoreFlags Flags() => new([DigestSettings.Redis, .. DeadTopic.Settings]);

    /// <summary>Who did it, as it is kept.</summary>
    public static string Who(Session session) =>
        $"{session.Environment.GetValueOrDefault("USER") ?? Environment.UserName}@{Environment.MachineName}";

    /// <param name="flags">Of <see cref="Flags"/>.</param>
    /// <param name="pipeline">What <c>--pipeline</c> said: the marker's letters are in its own table, the digest's in its Redis or, without one, on its store.</param>
    /// <param name="changes">Whether the command changes something.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="session">Whose command it is.</param>
    public static async Task<DlqDesk> OpenAsync(StoreFlags flags, string? pipeline, bool changes, ParseResult parsed, Session session)
    {
        var settings = flags.Read(parsed, session);
        if (settings.IsSet(DeadTopic.Name))
        {
            var (kafka, home) = await DeadTopic.OpenAsync(settings, pipeline, session);
            return new DlqDesk(kafka, home);
        }

        if (pipeline == DigestServices.PipelineName && !IsOnStore(settings))
            return await OpenStreamAsync(settings, session);

        var options = MarkerSettings.Options(settings);
        var marker = pipeline == MarkerServices.PipelineName || (pipeline is null && await IsMarkersAloneAsync(flags, options, parsed, session));
        IReadOnlyList<MigrationSet> needed = marker ? MarkerSchema.Sets(options) : Needed;
        var opened = changes ? await flags.OpenAsync(parsed, session, needed) : await flags.OpenReadOnlyAsync(parsed, session, needed);
        // The way back of letters that came from there.
        var cluster = changes && !marker ? ChatKafkaSettings.Cluster(settings) : null;
        return new DlqDesk(opened, cluster is null ? null : await DeadTopic.ReachAsync(cluster, session), session, marker ? new CatalogLetterHome(opened, options) : null);
    }

    /// <summary>Where letters of the store are that this home doesn't show; null where there are none.</summary>
    public async Task<string?> ElsewhereAsync(StoreFlags flags, ParseResult parsed, Session session)
    {
        var table = MarkerSettings.Options(flags.Read(parsed, session)).DeadLetterTable;
        return Home is SqlDeadLetterHome && await HasAsync(store!, table, session)
            ? $"The marker's dead letters are in {table}: --pipeline {MarkerServices.PipelineName} shows them."
            : null;
    }

    /// <exception cref="SettingException">This home can't.</exception>
    public void Require(LetterAct act)
    {
        if (Home.WhyNot(act) is { } why)
            throw new SettingException(why);
    }

    public async ValueTask DisposeAsync()
    {
        if (store is not null)
            await store.DisposeAsync();
        if (redis is not null)
            await redis.DisposeAsync();
        kafka?.Dispose();
    }

    private static async Task<DlqDesk> OpenStreamAsync(SettingsReader settings, Session session)
    {
        var client = new RedisClient(RedisUrl.Parse(DigestSettings.RedisAddress(settings)), session.Time);
        if (await client.IsHealthyAsync(session.Stopping))
            return new DlqDesk(client, DigestSettings.Options(settings));

        await client.DisposeAsync();
        throw new CommandException($"{client.Display} can't be reached, or refuses the log-in.");
    }

    // An embedded digest's letters are the store's own.
    private static bool IsOnStore(SettingsReader settings) =>
        settings.IsSet(StoreSettings.Db) && settings.Get(StoreSettings.Db) is { Scheme: "sqlite" }
        && !settings.IsSet(DigestSettings.Redis) && !settings.IsSet(DigestSettings.ValkeyHost);

    private static async Task<bool> IsMarkersAloneAsync(StoreFlags flags, MarkerOptions options, ParseResult parsed, Session session)
    {
        await using var looked = await flags.OpenReadOnlyAsync(parsed, session);
        return !await HasAsync(looked, "penstock_dead_letters", session) && await HasAsync(looked, options.DeadLetterTable, session);
    }

    private static async Task<bool> HasAsync(Store store, string table, Session session)
    {
        await using var connection = await store.OpenAsync(session.Stopping);
        return await store.ColumnsAsync(connection, null, table, session.Stopping) is not null;
    }
}
