using System.Data.Common;
using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>
/// The buckets of keys that a claim may take: on Postgres held by locks of its transaction, so that no two pollers have events of
/// one key in hand; on SQLite the transaction itself is the lock, and all keys are one bucket. Each has a floor of its own.
/// </summary>
internal sealed class OutboxBuckets
{
    /// <summary>Of one claim: as many claims can run at a time as this goes into all of them.</summary>
    public const int MostHeld = 8;

    // Any number that others don't use for their locks.
    private const int LockSpace = 0x0B0C_0A11;

    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(1);

    private readonly Dialect dialect;
    private readonly TimeProvider clock;
    private readonly ClaimFloor[] floors;
    private int next;

    public OutboxBuckets(Dialect dialect, TimeProvider clock)
    {
        (this.dialect, this.clock) = (dialect, clock);
        floors = [.. Enumerable.Range(0, dialect.IsPostgres() ? OutboxTable.Buckets : 1).Select(_ => new ClaimFloor(SweepEvery, clock))];
    }

    /// <summary>Takes buckets in which there is something above the floor, in turn, so that none waits for ever.</summary>
    /// <returns>Those taken, with what a claim has to look above; they are free again when the transaction ends.</returns>
    public async ValueTask<HeldBuckets> HoldAsync(DbTransaction transaction, CancellationToken giveUp)
    {
        var (order, above, startedAt) = Look();
        if (floors.Length == 1)
            return new HeldBuckets(this, order, above, startedAt);

        var rows = RowsOf(order, above);
        var command = transaction.Command(HoldSql(rows), ("space", LockSpace), ("most", MostHeld));
        dialect.Bind(command, rows);
        var found = await command.ListAsync(r => (Bucket: r.GetInt32(0), IsHeld: r.GetBoolean(1)), giveUp);
        SweptEmpty(found.Select(f => f.Bucket), order, above, startedAt);
        var held = found.Where(f => f.IsHeld).Select(f => f.Bucket).ToArray();
        next = held.Length == 0 ? next : (held[^1] + 1) % floors.Length;
        return new HeldBuckets(this, held, Array.ConvertAll(held, bucket => above[Array.IndexOf(order, bucket)]), startedAt);
    }

    /// <summary>Takes those buckets, as far as they are free.</summary>
    public async ValueTask<int[]> HoldAsync(DbTransaction transaction, IEnumerable<int> buckets, CancellationToken giveUp)
    {
        int[] wanted = [.. buckets.Distinct().Order()];
        if (floors.Length == 1)
            return wanted;

        var rows = new Rows("b").Add("bucket", wanted);
        var command = transaction.Command($"SELECT b.bucket FROM {dialect.From(rows)} WHERE pg_try_advisory_xact_lock(@space, b.bucket)", ("space", LockSpace));
        dialect.Bind(command, rows);
        return [.. await command.ListAsync(r => r.GetInt32(0), giveUp)];
    }

    /// <summary>Whether there may be something to claim.</summary>
    public async ValueTask<bool> AnyAsync(DbConnection connection, CancellationToken giveUp)
    {
        var (order, above, startedAt) = Look();
        var rows = RowsOf(order, above);
        var command = connection.Command($"SELECT b.bucket FROM {dialect.From(rows)} WHERE {SomeSql(dialect)}");
        dialect.Bind(command, rows);
        var found = await command.ListAsync(r => r.GetInt32(0), giveUp);
        SweptEmpty(found, order, above, startedAt);
        return found.Count > 0;
    }

    /// <param name="bucket">That was claimed from.</param>
    /// <param name="above">What the claim looked above.</param>
    /// <param name="last">The highest position it found; null for none.</param>
    /// <param name="isFull">There may be more.</param>
    /// <param name="startedAt">When it began.</param>
    internal void Claimed(int bucket, long above, long? last, bool isFull, long startedAt)
    {
        if (above == long.MinValue)
            floors[bucket].Swept(last, isFull, clock.GetElapsedTime(startedAt));
        else if (last is { } position)
            floors[bucket].Claimed(position);
    }

    private long FloorOf(int bucket) => floors[bucket].IsSweepDue ? long.MinValue : floors[bucket].Id;

    private (int[] Order, long[] Above, long StartedAt) Look()
    {
        int[] order = [.. Enumerable.Range(0, floors.Length).Select(i => (next + i) % floors.Length)];
        return (order, Array.ConvertAll(order, FloorOf), clock.GetTimestamp());
    }

    private static Rows RowsOf(int[] order, long[] above) => new Rows("b").Add("bucket", order).Add("floor", above);

    private void SweptEmpty(IEnumerable<int> found, int[] order, long[] above, long startedAt)
    {
        var some = found.ToHashSet();
        for (var i = 0; i < order.Length; i++)
        {
            if (!some.Contains(order[i]))
                Claimed(order[i], above[i], last: null, isFull: false, startedAt);
        }
    }

    // First who has anything, then the locks, in their order and no more than asked for: a claim in another's bucket would be for
    // nothing, and a lock without a claim would keep others out.
    private string HoldSql(Rows rows) => $"""
        WITH filled AS MATERIALIZED (SELECT b.bucket FROM {dialect.From(rows)} WHERE {SomeSql(dialect)}),
            held AS MATERIALIZED (SELECT s.bucket FROM filled s WHERE pg_try_advisory_xact_lock(@space, s.bucket) LIMIT @most)
        SELECT s.bucket, h.bucket IS NOT NULL FROM filled s LEFT JOIN held h ON h.bucket = s.bucket
        """;

    private static string SomeSql(Dialect dialect) => $"""
        EXISTS (SELECT 1 FROM {OutboxTable.Name} o WHERE NOT o.published AND o.bucket = b.bucket AND o.position > b.floor
            AND (o.next_attempt_at IS NULL OR o.next_attempt_at <= {dialect.UtcNow()}))
        """;
}

/// <summary>Buckets in a claim's hands.</summary>
internal sealed record HeldBuckets(OutboxBuckets All, int[] Buckets, long[] Floors, long StartedAt)
{
    /// <summary>Tells what the claim found, so that the next ones need not look there again.</summary>
    public void Claimed(IReadOnlyList<RowDelivery<OutboxEvent>> rows, int max)
    {
        var last = new Dictionary<int, long>();
        foreach (var row in rows)
            last[row.Row.Bucket] = row.Id;
        for (var i = 0; i < Buckets.Length; i++)
            All.Claimed(Buckets[i], Floors[i], last.TryGetValue(Buckets[i], out var position) ? position : null, rows.Count == max, StartedAt);
    }
}
