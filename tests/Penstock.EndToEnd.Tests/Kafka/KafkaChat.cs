using System.Globalization;
using System.Text.Json;
using Confluent.Kafka;
using Penstock.Kafka;
using Penstock.Postgres;
using Penstock.Relational;
using Penstock.Testing;
using Penstock.Workers.Chat;

namespace Penstock.EndToEnd.Tests;

/// <summary>A chat's database, a cluster in this process, and the chat's workers in others.</summary>
internal sealed class KafkaChat : IAsyncDisposable
{
    /// <summary>Of each worker's claim.</summary>
    public const int Batch = 10;

    private const int Conversations = 20;
    private const int Partitions = 6;

    private readonly List<WorkerProcess> started = [];
    private readonly MockKafka cluster = Open();
    private readonly PostgresStore store;
    private readonly string url;

    private KafkaChat(string url) => (this.url, store) = (url, new PostgresStore(StoreUrl.Parse(url), TimeProvider.System));

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

    /// <summary>All workers of the chat in a process of its own.</summary>
    public WorkerProcess Start(params string[] faults)
    {
        var process = WorkerProcess.Launch(
            url,
            [
                "--Chat", "outbox,router,status,whatsapp,instagram", "--Kafka", cluster.Bootstrap, "--Batch", $"{Batch}",
                // The cluster waits that long for members that are gone, and now and then for those that are there.
                "--KafkaOptions", "session.timeout.ms=3000;heartbeat.interval.ms=200", .. faults,
            ]);
        started.Add(process);
        return process;
    }

    /// <summary>Further messages with their events, in turn of the conversations, each to both channels.</summary>
    public async Task AcceptAsync(int messages)
    {
        var numbers = $"""
            (SELECT i, 1 + i % {Conversations} AS conversation, ('00000000-0000-4000-8000-' || lpad(to_hex(i), 12, '0'))::uuid AS id
            FROM generate_series({Accepted}, {Accepted + messages - 1}) i ORDER BY i) m
            """;
        await RunAsync($$"""
            INSERT INTO messages (id, conversation_id, sender_id, payload, channels) SELECT id, conversation, 1, '{}', '["all"]' FROM {{numbers}};
            INSERT INTO outbox_events (aggregate_type, aggregate_id, event_type, payload)
            SELECT 'message', id, 'message.created', jsonb_build_object(
                'message_id', id, 'conversation_id', conversation, 'sender_id', 1, 'sender_username', 'user1',
                'payload', jsonb_build_object('type', 'text', 'content', 'text'), 'channels', jsonb_build_array('all'),
                'created_at', '2025-12-02T10:30:00.123456', 'trace_id', NULL, 'request_id', NULL)
            FROM {{numbers}}
            """);
        Accepted += messages;
    }

    public async Task<bool> IsDeliveredAsync() => await CountAsync(
        "SELECT (SELECT count(*) FROM chat_channel_effects) + (SELECT count(*) FROM messages WHERE status = 'DELIVERED')") == 3 * Accepted;

    /// <summary>The numbers that a channel has sent, in their order.</summary>
    public Task<List<(string? Conversation, int N)>> EffectsAsync(string channel) => AskAsync(
        $"SELECT conversation_id::text, message_id::text FROM chat_channel_effects WHERE channel = '{channel}' ORDER BY id",
        row => ((string?)row.GetString(0), NumberOf(row.GetString(1))));

    public Task<List<(string Pipeline, string Reason)>> LettersAsync() =>
        AskAsync("SELECT pipeline, reason_message FROM penstock_dead_letters ORDER BY id", row => (row.GetString(0), row.GetString(1)));

    public async Task<long> CountAsync(string sql)
    {
        await using var connection = await store.OpenAsync(default);
        return await connection.Command(sql).ScalarAsync<long>(default);
    }

    /// <summary>The numbers on a channel's topic, a partition in its order, by an eye that shares nothing with what is tested.</summary>
    public List<(string? Conversation, int N)> Outgoing(string channel)
    {
        using var eye = new ConsumerBuilder<string?, byte[]>(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["bootstrap.servers"] = cluster.Bootstrap, ["group.id"] = "eye", ["enable.auto.commit"] = "false", ["enable.partition.eof"] = "true",
        }).Build();
        var topic = ChatTopicNames.OutgoingOf(channel);
        eye.Assign(Enumerable.Range(0, Partitions).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        var found = new List<(string?, int)>();
        for (var ended = 0; ended < Partitions;)
        {
            var one = eye.Consume(TimeSpan.FromSeconds(30)) ?? throw new TimeoutException($"{topic} can't be read to its end.");
            if (one.IsPartitionEOF)
                ended++;
            else
                found.Add((one.Message.Key, NumberOf(JsonDocument.Parse(one.Message.Value).RootElement.GetProperty("message_id").GetString()!)));
        }

        return found;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in started)
            await process.DisposeAsync();
        await store.DisposeAsync();
        cluster.Dispose();
    }

    private static MockKafka Open()
    {
        Librdkafka.EnsureLoaded();
        var opened = new MockKafka();
        // It makes none when it is asked to: where one is missing, each start would wait for it.
        foreach (var topic in ChatTopicSpecs.Of(ChatChannels.Known))
            opened.CreateTopic(topic.Name, Partitions);
        return opened;
    }

    private static int NumberOf(string id) => int.Parse(id.AsSpan(id.Length - 12), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

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
