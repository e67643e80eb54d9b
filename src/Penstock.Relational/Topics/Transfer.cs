using System.Data.Common;

namespace Penstock.Relational;

/// <summary>
/// Moves the next messages of a topic into a group's queue and the group's positions past them, in one short transaction. Whoever
/// finds a bucket's position locked leaves that bucket to the other.
/// </summary>
/// <remarks>
/// Ids are given before their commit, so one may appear below the position. A position therefore holds what was committed when it
/// was moved (<c>seen</c>): what was not, and is now, is still to come, whatever its id. The log is read exactly as it was at that
/// moment, since two statements see two moments.
/// </remarks>
internal sealed class Transfer(Store store, TopicGroup group)
{
    private const string Chosen = "chosen";
    private const string Log = "penstock_topic_messages";
    private const string Positions = "penstock_topic_positions";

    private readonly string free = FreeSql(store.Dialect);
    private readonly string advance = AdvanceSql(store.Dialect);
    private readonly string move = MoveSql(store.Dialect);

    /// <param name="full">Buckets to leave out.</param>
    /// <param name="most">Of each bucket. What came late is moved beside that, all of it.</param>
    /// <param name="stopping">Nothing is moved then.</param>
    /// <returns>How many were moved; 0 too where other processes move them at this moment.</returns>
    public async ValueTask<int> RunAsync(int[] full, int most, CancellationToken stopping)
    {
        await using var connection = await store.OpenAsync(stopping);
        await using var transaction = await store.TryBeginAsync(connection, stopping);
        if (transaction is null)
            return 0;

        var buckets = await With(transaction.Command(free), full).ListAsync(r => r.GetInt32(0), stopping);
        if (buckets.Count == 0)
            return 0;

        int[] ours = [.. buckets];
        await With(transaction.Command(advance, ("most", most)), ours).RunAsync(stopping);
        var moved = await With(transaction.Command(move, ("queue", group.Queue)), ours).RunAsync(stopping);
        // On disk before anything is claimed: of rows that a crash of the server takes back the ids are given again, to others, and
        // whoever still has the first in hand would settle those.
        await transaction.CommitAsync(stopping);
        return moved;
    }

    private DbCommand With(DbCommand command, int[] buckets)
    {
        command.Add("topic", group.Topic);
        command.Add("group", group.Group);
        store.Dialect.Bind(command, BucketRows(buckets));
        return command;
    }

    private static string FreeSql(Dialect dialect)
    {
        var late = dialect.CameLate("l", "p.seen").Select(l => $" OR EXISTS (SELECT 1 FROM {Log} l WHERE {Place} AND l.id + 0 <= p.position AND {l})");
        return
            $"""
            SELECT p.bucket FROM {Positions} p
            WHERE p.topic = @topic AND p.group_name = @group AND p.bucket NOT IN (SELECT bucket FROM {dialect.From(BucketRows([]))})
                AND (EXISTS (SELECT 1 FROM {Log} l WHERE {Place} AND l.id > p.position){string.Concat(late)})
            {dialect.SkipLocked("p")}
            """;
    }

    private static string AdvanceSql(Dialect dialect) =>
        $"""
        UPDATE {Positions} AS p SET position_before = position, seen_before = seen, seen = {dialect.Snapshot},
            position = coalesce((SELECT max(n.id) FROM (SELECT l.id FROM {Log} l WHERE {Place} AND l.id > p.position ORDER BY l.id LIMIT @most) n), position)
        WHERE topic = @topic AND group_name = @group AND bucket IN (SELECT bucket FROM {dialect.From(BucketRows([]))})
        """;

    // The id is no condition for an index here: a look at all that was read before would be the price.
    private static string MoveSql(Dialect dialect)
    {
        string[] parts = ["l.id > p.position_before AND l.id <= p.position", .. dialect.CameLate("l", "p.seen_before").Select(l => $"l.id + 0 <= p.position_before AND {l}")];
        var rows = parts.Select(part =>
            $"SELECT l.id, l.bucket, l.key, l.headers, l.body FROM {dialect.ForEach("p", Log, "l", $"{Place} AND {part} AND {dialect.WasThere("l", "p.seen")}")}");
        return
            $"""
            WITH p AS MATERIALIZED (
                SELECT topic, bucket, position, seen, position_before, seen_before FROM {Positions}
                WHERE topic = @topic AND group_name = @group AND bucket IN (SELECT bucket FROM {dialect.From(BucketRows([]))}))
            INSERT INTO penstock_messages (queue, bucket, key, headers, body, enqueued_at)
            SELECT @queue, CASE WHEN m.key IS NULL THEN NULL ELSE m.bucket END, m.key, {Stamped}, m.body, {dialect.Now}
            FROM ({string.Join(" UNION ALL ", rows)}) AS m WHERE 1 = 1 ORDER BY m.id
            """;
    }

    private const string Place = "l.topic = p.topic AND l.bucket = p.bucket";

    // Names are plain, so that they are JSON as they are. Of two that are called the same the last one holds.
    private const string Stamped =
        $$"""
        CASE WHEN m.headers IS NULL OR m.headers = '{}' THEN '{' ELSE substr(m.headers, 1, length(m.headers) - 1) || ',' END
            || '"{{TopicSource.TopicHeader}}":"' || @topic || '","{{TopicSource.IdHeader}}":"' || m.id || '"}'
        """;

    private static Rows BucketRows(int[] buckets) => new Rows(Chosen).Add("bucket", buckets);
}
