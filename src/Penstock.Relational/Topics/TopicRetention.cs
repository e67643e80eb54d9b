namespace Penstock.Relational;

/// <summary>
/// Removes from the log what is old and what all groups of its topic have moved into their queues. A group that nobody runs any
/// more keeps the log until it is removed.
/// </summary>
public sealed class TopicRetention : IAsyncDisposable
{
    private const string Log = "penstock_topic_messages";

    private const string AllTopics =
        $"""
        WITH RECURSIVE t(topic) AS (
            SELECT min(topic) FROM {Log}
            UNION ALL SELECT (SELECT min(l.topic) FROM {Log} l WHERE l.topic > t.topic) FROM t WHERE t.topic IS NOT NULL)
        SELECT topic FROM t WHERE topic IS NOT NULL
        """;

    private readonly Store store;
    private readonly double keep;
    private readonly string old;
    private readonly string delete;
    private readonly Rounds rounds;

    public TopicRetention(Store store, Owner owner, TimeProvider clock, KeepOptions? options = null)
    {
        var chosen = (options ?? new KeepOptions()).Validated();
        (this.store, keep) = (store, chosen.Keep.TotalSeconds);
        old = OldSql(store.Dialect);
        delete = DeleteSql(store.Dialect);
        rounds = new Rounds(store, owner, "topic-retention", chosen.Every, async giveUp => await RunAsync(giveUp), clock);
    }

    /// <returns>How many were removed.</returns>
    public async ValueTask<int> RunAsync(CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        var removed = 0;
        foreach (var topic in await connection.Command(AllTopics).ListAsync(r => r.GetString(0), giveUp))
        {
            var command = connection.Command(old, ("topic", topic), ("keep", keep));
            store.Dialect.Bind(command, Buckets());
            foreach (var bucket in await command.ListAsync(r => r.GetInt32(0), giveUp))
                removed += await store.DeleteAllAsync(c => c.Command(delete, ("topic", topic), ("bucket", bucket), ("keep", keep)), giveUp);
        }

        return removed;
    }

    public ValueTask DisposeAsync() => rounds.DisposeAsync();

    // Buckets whose first message is old: the others need no deletion.
    private static string OldSql(Dialect dialect) =>
        $"""
        SELECT b.bucket FROM {dialect.From(Buckets())} WHERE EXISTS (
            SELECT 1 FROM {Log} l WHERE l.appended_at < {dialect.NowPlus("-@keep")} AND l.topic = @topic AND l.bucket = b.bucket
                AND l.id = (SELECT min(f.id) FROM {Log} f WHERE f.topic = @topic AND f.bucket = b.bucket))
        """;

    // The oldest are looked at, not the old ones: what is young ends the search.
    private static string DeleteSql(Dialect dialect) =>
        $"""
        WITH p AS MATERIALIZED (SELECT position, seen FROM penstock_topic_positions WHERE topic = @topic AND bucket = @bucket)
        DELETE FROM {Log} WHERE topic = @topic AND bucket = @bucket AND id IN (
            SELECT o.id FROM (
                SELECT l.id, l.appended_at FROM {Log} l
                WHERE l.topic = @topic AND l.bucket = @bucket AND l.id <= (SELECT coalesce(min(p.position), {long.MaxValue}) FROM p)
                    AND NOT EXISTS (SELECT 1 FROM p WHERE NOT {dialect.WasThere("l", "p.seen")})
                ORDER BY l.id LIMIT {Sweeping.MostRows}) o
            WHERE o.appended_at < {dialect.NowPlus("-@keep")})
        """;

    private static Rows Buckets() => new Rows("b").Add("bucket", [.. Enumerable.Range(0, Bucket.Count)]);
}
