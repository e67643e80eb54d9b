using Penstock.Workers.Chat;

namespace Penstock.Bench;

/// <summary>A database of the benchmark's own with messages in the outbox.</summary>
internal sealed class OutboxScene : IAsyncDisposable
{
    public const int Events = 50_000;
    public const int Conversations = 500;

    private OutboxScene(BenchDatabase database) => Database = database;

    public BenchDatabase Database { get; }

    public static async Task<OutboxScene> CreateAsync(string url) => new(await BenchDatabase.CreateAsync(url, ChatSchema.Sets));

    /// <summary>Empty topics, and the outbox full.</summary>
    /// <param name="waiting">Events of one conversation before them, of which the first waits for its next attempt.</param>
    public async Task FillAsync(int waiting = 0)
    {
        await Database.RunAsync("TRUNCATE outbox_events, penstock_topic_messages");
        if (waiting > 0)
        {
            await InsertAsync(waiting, "0");
            await Database.RunAsync("""
                UPDATE outbox_events SET failures = 1, next_attempt_at = now() + interval '1 day'
                WHERE position = (SELECT min(position) FROM outbox_events)
                """);
        }

        await InsertAsync(Events, $"1 + i % {Conversations}");
        await Database.RestAsync();
    }

    /// <exception cref="InvalidOperationException">Not all is published, or something twice.</exception>
    public async Task CheckAsync()
    {
        foreach (var topic in new[] { ChatTopicNames.MessageEvents, ChatTopicNames.MessageProcessing })
        {
            var published = await Database.ScalarAsync<long>($"SELECT count(*) FROM penstock_topic_messages WHERE topic = '{topic}'");
            if (published != Events)
                throw new InvalidOperationException($"The benchmark is broken: {published:#,0} of {Events:#,0} events are on {topic}.");
        }
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    private Task InsertAsync(int count, string conversation) => Database.RunAsync($$"""
        INSERT INTO outbox_events (aggregate_type, aggregate_id, event_type, payload)
        SELECT 'message', m.id, 'message.created', jsonb_build_object(
            'message_id', m.id, 'conversation_id', {{conversation}}, 'sender_id', 1, 'sender_username', 'user1',
            'payload', jsonb_build_object('type', 'text', 'content', 'a message of the usual length, no more than a line'),
            'channels', jsonb_build_array('all'), 'created_at', '2025-12-02T10:30:00.123456', 'trace_id', NULL, 'request_id', NULL)
        FROM (SELECT i, gen_random_uuid() AS id FROM generate_series(1, {{count}}) i) m
        """);
}
