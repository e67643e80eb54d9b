namespace Penstock.Relational;

/// <summary>What the view asks. Each part walks one index, for as far as its limit.</summary>
internal sealed class QueueViewSql(Dialect dialect)
{
    private const string Free = "bucket IS NULL AND due IS NULL";
    private const string Keyed = "bucket IS NOT NULL AND due IS NULL";
    private const string Later = "due IS NOT NULL";

    // The few in hand stand among the first that are free: behind twice the cap nobody looks for them.
    private const int Window = 2 * QueueFigures.Cap;

    /// <summary>One step of an index a queue, however many messages each has.</summary>
    public static string Names =>
        $"""
        WITH RECURSIVE {Walk("free", Free)}, {Walk("keyed", Keyed)}, {Walk("later", Later)}
        SELECT queue FROM free WHERE queue IS NOT NULL UNION SELECT queue FROM keyed WHERE queue IS NOT NULL
        UNION SELECT queue FROM later WHERE queue IS NOT NULL ORDER BY queue
        """;

    public string Figures =>
        $"""
        WITH RECURSIVE free AS (
            SELECT CASE WHEN o.id IS NULL THEN 0 ELSE 1 END AS held, f.enqueued_at AS sent
            FROM (SELECT lease, enqueued_at FROM penstock_messages WHERE queue = @queue AND {Free} ORDER BY id LIMIT {Window}) f
            LEFT JOIN penstock_owners o ON o.id = {OwnerLease.OwnerOf("f.lease")}),
        later AS (SELECT enqueued_at AS sent FROM penstock_messages WHERE queue = @queue AND {Later} ORDER BY due LIMIT {QueueFigures.Cap}),
        keyed AS (SELECT bucket FROM penstock_messages WHERE queue = @queue AND {Keyed} ORDER BY bucket, id LIMIT {QueueFigures.Cap}),
        buckets (bucket) AS (SELECT 0 UNION ALL SELECT bucket + 1 FROM buckets WHERE bucket < {Bucket.Count - 1}),
        heads AS (
            SELECT (SELECT k.enqueued_at FROM penstock_messages k
                WHERE k.queue = @queue AND k.bucket = b.bucket AND k.{Keyed} ORDER BY k.id LIMIT 1) AS sent FROM buckets b),
        oldest AS (
            SELECT min(sent) AS sent FROM (SELECT min(sent) AS sent FROM free UNION ALL SELECT min(sent) FROM later UNION ALL SELECT min(sent) FROM heads) a)
        SELECT (SELECT count(*) FROM free), (SELECT coalesce(sum(held), 0) FROM free), (SELECT count(*) FROM keyed), (SELECT count(*) FROM later),
            {dialect.SecondsBetween("sent", dialect.Now)}
        FROM oldest
        """;

    public string Peek =>
        $"""
        WITH ready AS (SELECT id FROM ({Branches()}) r ORDER BY id LIMIT @most),
        later AS (SELECT id FROM penstock_messages WHERE queue = @queue AND {Later} ORDER BY due, id LIMIT @most)
        {Messages("(SELECT id AS found FROM ready UNION ALL SELECT id FROM later)")}
        ORDER BY CASE WHEN m.due IS NULL THEN 0 ELSE 1 END, m.due, m.id LIMIT @most
        """;

    public string Find => Messages("(SELECT id AS found FROM penstock_messages WHERE id = @id AND queue = @queue)");

    // From one queue's name to the next, without reading what lies between.
    private static string Walk(string name, string which) =>
        $"""
        {name} (queue) AS (
            SELECT (SELECT queue FROM penstock_messages WHERE {which} ORDER BY queue LIMIT 1)
            UNION ALL
            SELECT (SELECT m.queue FROM penstock_messages m WHERE m.{which} AND m.queue > w.queue ORDER BY m.queue LIMIT 1)
            FROM {name} w WHERE w.queue IS NOT NULL)
        """;

    private static string Branches()
    {
        var keyed = Enumerable.Range(0, Bucket.Count).Select(bucket => Branch($"bucket = {bucket} AND {Keyed}"));
        return string.Join(" UNION ALL ", keyed.Prepend(Branch(Free)));
    }

    private static string Branch(string which) =>
        $"SELECT id FROM (SELECT id FROM penstock_messages WHERE queue = @queue AND {which} ORDER BY id LIMIT @most) b";

    private string Messages(string found) =>
        $"""
        SELECT m.queue, m.id, m.key, m.unique_key, m.headers, {dialect.SecondsBetween("m.enqueued_at", dialect.Now)}, m.failures, m.last_error,
            {dialect.SecondsBetween(dialect.Now, "m.due")}, o.name, substr(m.body, 1, @bytes), length(m.body)
        FROM {found} f JOIN penstock_messages m ON m.id = f.found
            LEFT JOIN penstock_buckets k ON k.queue = m.queue AND k.bucket = m.bucket
            LEFT JOIN penstock_owners o ON o.id = {OwnerLease.OwnerOf("coalesce(m.lease, k.lease)")}
        """;
}
