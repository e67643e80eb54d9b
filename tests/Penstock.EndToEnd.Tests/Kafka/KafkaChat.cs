using System.Globalization;
using System.Text;
using Penstock.Dev;
using Penstock.Kafka;
using Penstock.Postgres;
using Penstock.Relational;
using Penstock.Workers.Chat;

namespace Penstock.EndToEnd.Tests;

/// <summary>A chat's database, a cluster in this process, and the chat's workers in others.</summary>
internal sealed class KafkaChat : IAsyncDisposable
{
    /// <summary>Of each worker's claim.</summary>
    public const int Batch = 10;

    private const int Conversations = 60;
    private const int Partitions = 6;

    private const string Payload = """
        jsonb_build_object(
            'message_id', id, 'conversation_id', conversation, 'sender_id', 1, 'sender_username', 'user1',
            'payload', jsonb_build_object('type', 'text', 'content', 'text'), 'channels', jsonb_build_array('all'),
            'created_at', '2025-12-02T10:30:00.123456', 'trace_id', NULL, 'request_id', NULL)
        """;

    /// <summary>Who reads what.</summary>
    private static readonly (string Group, string Topic)[] Groups =
    [
        (ChatGroups.Router, ChatTopicNames.MessageProcessing), (ChatGroups.StatusUpdater, ChatTopicNames.MessageStatusUpdates),
        (ChatGroups.WhatsAppMock, ChatTopicNames.WhatsAppOutgoing), (ChatGroups.InstagramMock, ChatTopicNames.InstagramOutgoing),
    ];

    private readonly List<WorkerProcess> started = [];
    private readonly MockKafka cluster = Open();
    private readonly PostgresStore store;
    private readonly string url;

    private KafkaChat(string url)
    {
        (this.url, store) = (url, new PostgresStore(StoreUrl.Parse(url), TimeProvider.System));
        Eye = new KafkaEye(cluster.Bootstrap, Partitions, [.. Groups.Select(g => g.Topic)]);
    }

    public KafkaEye Eye { get; }

    public int Accepted { get; private set; }

    /// <summary>All that were ever started, the dead too.</summary>
    public IReadOnlyList<WorkerProcess> Processes => started;

    public static async Task<KafkaChat> CreateAsync(PostgresServer server)
    {
        await server.OldEnoughAsync();
        var chat = new KafkaChat(await server.Postgres.CreateDatabaseAsync());
        await new Migrator(chat.store).ApplyAsync(ChatSchema.Sets, default);
        await chat.RunAsync($"""
            INSERT INTO users (username) VALUES ('user1');
            INSERT INTO conversations (name) SELECT 'conversation ' || i FROM generate_series(1, {Conversations}) i
            """);
        return chat;
    }

    public static Guid IdOf(int n) => Guid.Parse($"00000000-0000-4000-8000-{n:x12}");

    public static int NumberOf(string id) => int.Parse(id.AsSpan(id.Length - 12), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>All workers of the chat in a process of its own.</summary>
    public WorkerProcess Start(params string[] faults)
    {
        var process = WorkerProcess.Launch(
            url,
            [
                "--Chat", "outbox,backfill,router,status,whatsapp,instagram", "--Kafka", cluster.Bootstrap, "--Batch", $"{Batch}",
                // The cluster waits that long for members that are gone, and now and then for those that are there; so does the queue.
                "--KafkaOptions", "session.timeout.ms=2000;heartbeat.interval.ms=200", "--OwnerLease", "00:00:02.1", .. faults,
            ]);
        started.Add(process);
        return process;
    }

    /// <summary>
    /// Further messages in turn of the conversations, each to both channels. Those of every second conversation wait for the backfill,
    /// as if the topics had been away; the others have their events in the outbox.
    /// </summary>
    public async Task AcceptAsync(int messages)
    {
        var numbers = $"""
            (SELECT i, 1 + i % {Conversations} AS conversation, ('00000000-0000-4000-8000-' || lpad(to_hex(i), 12, '0'))::uuid AS id
            FROM generate_series({Accepted}, {Accepted + messages - 1}) i ORDER BY i) m
            """;
        await RunAsync($$"""
            INSERT INTO messages (id, conversation_id, sender_id, payload, channels) SELECT id, conversation, 1, '{}', '["all"]' FROM {{numbers}};
            INSERT INTO outbox_events (aggregate_type, aggregate_id, event_type, payload)
            SELECT 'message', id, 'message.created', {{Payload}} FROM {{numbers}} WHERE i % 2 > 0
            """);
        var waiting = await AskAsync(
            $"SELECT conversation, ({Payload})::text FROM {numbers} WHERE i % 2 = 0 ORDER BY i",
            row => new Message(Encoding.UTF8.GetBytes(row.GetString(1))) { Key = ChatKeys.OfConversation(row.GetInt32(0)) });
        await new Queues(store).SendAsync(ChatKeys.FallbackQueue, waiting, default);
        Accepted += messages;
    }

    /// <summary>Waits until all is delivered.</summary>
    /// <exception cref="TimeoutException">It is not; says where the rest is, and what the living said last.</exception>
    public Task DeliveredAsync() => UntilAsync("all is delivered", IsDeliveredAsync);

    /// <summary>Waits until something is true.</summary>
    /// <exception cref="TimeoutException">It is not; says where the rest is, and what the living said last.</exception>
    public async Task UntilAsync(string what, Func<Task<bool>> condition)
    {
        try
        {
            await Until.TrueAsync(what, condition);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message}\n{await WhereAsync()}", late);
        }
    }

    public async Task<bool> IsDeliveredAsync() => await CountAsync(
        "SELECT (SELECT count(*) FROM chat_channel_effects) + (SELECT count(*) FROM messages WHERE status = 'DELIVERED')") == 3 * Accepted;

    /// <summary>The numbers that a channel has sent, in their order.</summary>
    public Task<List<(string? Conversation, int N)>> EffectsAsync(string channel) => AskAsync(
        $"SELECT conversation_id::text, message_id::text FROM chat_channel_effects WHERE channel = '{channel}' ORDER BY id",
        row => ((string?)row.GetString(0), NumberOf(row.GetString(1))));

    /// <summary>The steps that the status updater has noted.</summary>
    public async Task<HashSet<(int N, string? Channel, string Status)>> HistoryAsync() => [.. await AskAsync(
        "SELECT message_id::text, channel, status FROM message_status_history",
        row => (NumberOf(row.GetString(0)), row.IsDBNull(1) ? null : row.GetString(1), row.GetString(2)))];

    public Task<List<(string Pipeline, string Reason)>> LettersAsync() =>
        AskAsync("SELECT pipeline, reason_message FROM penstock_dead_letters ORDER BY id", row => (row.GetString(0), row.GetString(1)));

    public async Task<long> CountAsync(string sql)
    {
        await using var connection = await store.OpenAsync(default);
        return await connection.Command(sql).ScalarAsync<long>(default);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in started)
            await process.DisposeAsync();
        await store.DisposeAsync();
        Eye.Dispose();
        cluster.Dispose();
    }

    private static MockKafka Open()
    {
        var opened = new MockKafka();
        // It makes none when it is asked to: where one is missing, each start would wait for it.
        foreach (var topic in ChatTopicSpecs.Of(ChatChannels.Known))
            opened.CreateTopic(topic.Name, Partitions);
        return opened;
    }

    private async Task<string> WhereAsync()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"outbox {await CountAsync("SELECT count(*) FROM outbox_events WHERE NOT published")}, backfill {await CountAsync("SELECT count(*) FROM penstock_messages")}");
        text.AppendLine(CultureInfo.InvariantCulture, $"effects {await CountAsync("SELECT count(*) FROM chat_channel_effects")}, delivered {await CountAsync("SELECT count(*) FROM messages WHERE status = 'DELIVERED'")}");
        foreach (var (pipeline, reason) in await LettersAsync())
            text.AppendLine(CultureInfo.InvariantCulture, $"letter of {pipeline}: {reason}");
        foreach (var (group, topic) in Groups)
            text.AppendLine(CultureInfo.InvariantCulture, $"{group}: {string.Join(' ', await Eye.CommittedAsync(group, topic))} of {string.Join(' ', Eye.Ends(topic))}");
        foreach (var process in started.Where(p => !p.HasExited))
            text.AppendJoin('\n', process.LogLines().TakeLast(20)).AppendLine();
        return text.ToString();
    }

    private async Task RunAsync(string sql)
    {
        await using var connection = await store.OpenAsync(default);
        await connection.Command(sql).RunAsync(default);
    }

    private async Task<List<T>> AskAsync<T>(string sql, Func<System.Data.Common.DbDataReader, T> read)
    {
        await using var connection = await store.OpenAsync(default);
        return await connection.Command(sql).ListAsync(read, default);
    }
}
