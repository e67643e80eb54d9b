using System.Data.Common;

namespace Penstock.Relational;

/// <summary>
/// Appends to the topics of a store, once for all groups that read them, and knows the groups. In the caller's own transaction a
/// message is there exactly when the transaction commits. A topic begins with its first message or group.
/// </summary>
public sealed class Topics(Store store)
{
    private const string Alias = "fresh";
    private int next = -1;

    private readonly string create =
        $"""
        INSERT INTO penstock_topic_positions (topic, group_name, bucket, position, seen, position_before)
        SELECT @topic, @group, b.bucket,
            CASE WHEN @end = 1 THEN coalesce((SELECT max(l.id) FROM penstock_topic_messages l WHERE l.topic = @topic AND l.bucket = b.bucket), 0) ELSE 0 END,
            {store.Dialect.Snapshot}, 0
        FROM {store.Dialect.From(Buckets())} WHERE 1 = 1 ORDER BY b.bucket
        ON CONFLICT DO NOTHING
        """;

    /// <summary>A topic as an address: what its hints are called.</summary>
    public static string Address(string topic) => $"topic:{topic}";

    /// <exception cref="ArgumentException">A message has a delay or a unique key: a log has neither.</exception>
    public async ValueTask AppendAsync(string topic, IReadOnlyList<Message> messages, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        await using var transaction = await store.BeginAsync(connection, giveUp);
        await InsertAsync(transaction, topic, messages, giveUp);
        await transaction.CommitAsync(giveUp);
        store.Hints.Send(Address(topic));
    }

    /// <summary>The same within the caller's transaction.</summary>
    /// <param name="transaction">The caller's.</param>
    /// <param name="topic">Its name.</param>
    /// <param name="messages">Those of one key in their order.</param>
    /// <param name="giveUp">Stop waiting.</param>
    /// <param name="hints">False where the caller sends a hint to <see cref="Address"/> when it has committed: nobody looks in vain then.</param>
    /// <exception cref="ArgumentException">A message has a delay or a unique key: a log has neither.</exception>
    public async ValueTask AppendAsync(
        DbTransaction transaction, string topic, IReadOnlyList<Message> messages, CancellationToken giveUp, bool hints = true)
    {
        await InsertAsync(transaction, topic, messages, giveUp);
        // Too early if the caller commits late: whoever wakes looks again, in growing steps.
        if (hints)
            store.Hints.Send(Address(topic));
    }

    /// <summary>Begins a group before its first consumer does, so that it gets all that is committed from now on. Again, it changes nothing.</summary>
    /// <returns>Whether it is new.</returns>
    public async ValueTask<bool> AddGroupAsync(string topic, string group, TopicStart start, CancellationToken giveUp)
    {
        var names = new TopicGroup(topic, group);
        await using var connection = await store.OpenAsync(giveUp);
        var command = connection.Command(create, ("topic", names.Topic), ("group", names.Group), ("end", start == TopicStart.End ? 1 : 0));
        store.Dialect.Bind(command, Buckets());
        return await command.RunAsync(giveUp) > 0;
    }

    /// <summary>Forgets how far a group has read, so that it no longer keeps the log; what was moved into its queue stays there.</summary>
    public async ValueTask<bool> RemoveGroupAsync(string topic, string group, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        return await connection.Command(
            "DELETE FROM penstock_topic_positions WHERE topic = @topic AND group_name = @group", ("topic", topic), ("group", group)).RunAsync(giveUp) > 0;
    }

    private async ValueTask InsertAsync(DbTransaction transaction, string topic, IReadOnlyList<Message> messages, CancellationToken giveUp)
    {
        if (messages.Any(m => m.UniqueKey is not null || m.Delay > TimeSpan.Zero))
            throw new ArgumentException("A message of a topic has neither a delay nor a unique key.", nameof(messages));
        if (messages.Count > 0)
            await store.InsertAsync(transaction, "penstock_topic_messages", RowsOf(QueueName.Checked(topic), messages), giveUp);
    }

    private Rows RowsOf(string topic, IReadOnlyList<Message> messages)
    {
        var topics = new string[messages.Count];
        Array.Fill(topics, topic);
        return new Rows(Alias).Add("topic", topics)
            .Add("bucket", [.. messages.Select(BucketOf)])
            .Add("key", [.. messages.Select(m => m.Key)])
            .Add("headers", [.. messages.Select(m => Headers.ToColumn(m.Headers))])
            .Add("body", [.. messages.Select(m => m.Body.ToArray())]);
    }

    // Without a key it may lie anywhere: in turn, so that no bucket is far ahead of the others.
    private int BucketOf(Message message) =>
        message.Key is { } key ? Bucket.Of(key) : (int)((uint)Interlocked.Increment(ref next) % Bucket.Count);

    private static Rows Buckets() => new Rows("b").Add("bucket", [.. Enumerable.Range(0, Bucket.Count)]);
}
