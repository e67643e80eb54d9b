using System.Data.Common;

namespace Penstock.Relational;

/// <summary>The reads of keyed messages. A claim writes nothing: what is in hand is known to the one process that holds the bucket.</summary>
internal sealed class KeyedReader(Store store, string queue)
{
    /// <summary>Ids that one look back gets.</summary>
    public const int MostBack = 1_000;

    private readonly Dictionary<int, string> texts = [];

    /// <summary>One statement, whatever the plan holds.</summary>
    public async ValueTask<List<KeyedRow>> ReadAsync(KeyedPlan plan, CancellationToken stopping)
    {
        await using var connection = await store.OpenAsync(stopping);
        var command = connection.Command(TextOf(plan), ("queue", queue));
        store.Dialect.Bind(command, HeldRows(plan));
        if (plan.Wanted.Count > 0)
            store.Dialect.Bind(command, WantedRows([.. plan.Wanted.Keys]));
        if (plan.Read.Count > 0)
        {
            command.Add("most", plan.Most);
            command.Add("room", plan.Room);
        }

        if (plan.LooksBelow || plan.LooksForDue)
            command.Add("look", plan.MostSeen);
        if (plan.Skip.Count > 0)
            store.Dialect.Bind(command, SkipRows([.. plan.Skip]));
        return await command.ListAsync(Row, stopping);
    }

    /// <summary>The next ids of one key below its bucket's cursor.</summary>
    public async ValueTask<List<long>> BackAsync(KeyLine line, CancellationToken stopping)
    {
        await using var connection = await store.OpenAsync(stopping);
        return await connection.Command(
            """
            SELECT id FROM penstock_messages WHERE queue = @queue AND bucket = @bucket AND due IS NULL AND id >= @from AND id <= @cursor AND key = @key
            ORDER BY id LIMIT @most
            """,
            ("queue", queue), ("bucket", line.Bucket.Number), ("from", line.Rest!.Value), ("cursor", line.Bucket.Cursor),
            ("key", line.Key), ("most", MostBack)).ListAsync(r => r.GetInt64(0), stopping);
    }

    /// <summary>What failed and waits in these buckets, and for how long.</summary>
    public async ValueTask<List<(long Id, int Bucket, string Key, TimeSpan Wait)>> WaitingAsync(IReadOnlyList<int> buckets, CancellationToken stopping)
    {
        await using var connection = await store.OpenAsync(stopping);
        var rows = new Rows("taken").Add("place", [.. buckets]);
        var command = connection.Command(
            $"""
            SELECT id, bucket, key, {store.Dialect.SecondsBetween(store.Dialect.Now, "due")} FROM penstock_messages
            WHERE queue = @queue AND due IS NOT NULL AND failures > 0 AND bucket IN (SELECT place FROM {store.Dialect.From(rows)}) ORDER BY id
            """,
            ("queue", queue));
        store.Dialect.Bind(command, rows);
        return await command.ListAsync(r => (r.GetInt64(0), r.GetInt32(1), r.GetString(2), TimeSpan.FromSeconds(r.GetDouble(3))), stopping);
    }

    private string TextOf(KeyedPlan plan)
    {
        var kind = (plan.Wanted.Count > 0 ? 1 : 0) | (plan.Read.Count > 0 ? 2 : 0) | (plan.LooksBelow ? 4 : 0) | (plan.LooksForDue ? 8 : 0)
            | (plan.Skip.Count > 0 ? 16 : 0);
        if (!texts.TryGetValue(kind, out var text))
            texts.Add(kind, text = Text(plan, plan.Skip.Count == 0 ? string.Empty : $"AND m.key NOT IN (SELECT skipped FROM {store.Dialect.From(SkipRows([]))})"));
        return text;
    }

    // A bucket that was taken from us shows nothing: a process that slept past its lease claims no more.
    private string Text(KeyedPlan plan, string unlessSkipped)
    {
        var parts = new List<string>();
        if (plan.Wanted.Count > 0)
            parts.Add($"SELECT 0 AS find, {Columns} FROM {store.Dialect.From(WantedRows([]))} JOIN penstock_messages m ON m.id = wanted_id WHERE {IsHeld}");
        if (plan.Read.Count > 0)
            parts.Add($"SELECT 1 AS find, {Columns} FROM (SELECT place, after FROM held WHERE reads = 1) h {New(unlessSkipped)} ORDER BY m.id LIMIT @room");
        if (plan.LooksBelow)
            parts.Add($"{Seen} {Below(unlessSkipped)} LIMIT @look");
        if (plan.Skip.Count > 0 && plan.Read.Count > 0)
            parts.Add($"SELECT 3 AS find, {End}, h.place, '', {NoContent} FROM held h WHERE h.reads = 1 AND {End} > h.after");
        if (plan.LooksForDue)
            parts.Add($"{Seen} penstock_messages m WHERE m.queue = @queue AND m.due <= {store.Dialect.Now} AND {IsHeld} LIMIT @look");
        return $"""
            WITH held AS MATERIALIZED (SELECT place, after, reads FROM {Own})
            {string.Join(" UNION ALL ", parts.Select((p, i) => $"SELECT * FROM ({p}) AS part{i}"))}
            """;
    }

    // Ordered, as is what is below: asked the other way round, a store goes through all messages of a queue for each bucket.
    private string Own => store.Dialect.ForEach(
        store.Dialect.From(HeldRows(new KeyedPlan(0))), "penstock_buckets", "b", "b.queue = @queue AND b.bucket = own.place AND b.lease = own.token");

    private string Seen => $"SELECT 2 AS find, m.id, m.bucket, m.key, {NoContent} FROM";

    private string NoContent => $"CAST(NULL AS TEXT), CAST(NULL AS {store.Dialect.Bytes}), 0";

    private const string End = "(SELECT max(m.id) FROM penstock_messages m WHERE m.queue = @queue AND m.bucket = h.place AND m.due IS NULL)";

    private const string Columns = "m.id, m.bucket, m.key, m.headers, m.body, m.failures";

    // Not a join: asked of each row by a hash, whatever the planner thinks of the number of buckets.
    private const string IsHeld = "(m.bucket IN (SELECT place FROM held)) IS TRUE";

    private string Below(string unlessSkipped) => store.Dialect.ForEach(
        "held", "penstock_messages", "m", $"m.queue = @queue AND m.bucket = held.place AND m.id <= held.after AND m.due IS NULL {unlessSkipped}");

    private string New(string unlessSkipped) => store.Dialect.FirstOfEach(
        "penstock_messages", "m", $"m.queue = @queue AND m.bucket = h.place AND m.id > h.after AND m.due IS NULL {unlessSkipped}", "@most");

    private static KeyedRow Row(DbDataReader row) => new(
        (KeyedFind)row.GetInt32(0), row.GetInt64(1), row.GetInt32(2), row.GetString(3), row.IsDBNull(4) ? null : row.GetString(4),
        row.IsDBNull(5) ? null : row.GetFieldValue<byte[]>(5), row.GetInt32(6));

    private static Rows HeldRows(KeyedPlan plan) => new Rows("own")
        .Add("place", [.. plan.Buckets.Select(b => b.Number)])
        .Add("token", [.. plan.Buckets.Select(b => b.Token)])
        .Add("after", [.. plan.Buckets.Select(b => b.Cursor)])
        .Add("reads", [.. plan.Buckets.Select(b => plan.Read.Contains(b) ? 1 : 0)]);

    private static Rows WantedRows(long[] ids) => new Rows("sought").Add("wanted_id", ids);

    private static Rows SkipRows(string[] keys) => new Rows("skip").Add("skipped", keys);
}
