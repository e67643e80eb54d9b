using System.Data.Common;

namespace Penstock.Relational;

/// <summary>The statements that change who holds a queue's buckets.</summary>
internal sealed class BucketSql(Store store, string queue)
{
    private const string Alias = "chosen";

    private static readonly Dictionary<int, long> None = [];

    private readonly string take =
        $"""
        UPDATE penstock_buckets SET lease = @lease WHERE queue = @queue AND bucket IN (
            SELECT b.bucket FROM {store.Dialect.From(Pairs(None))}
            JOIN penstock_buckets b ON b.queue = @queue AND b.bucket = chosen.place AND coalesce(b.lease, 0) = chosen.token
            {store.Dialect.SkipLocked("b")})
        RETURNING bucket
        """;

    private readonly string free =
        $"""
        UPDATE penstock_buckets SET lease = NULL FROM {store.Dialect.From(Pairs(None))}
        WHERE queue = @queue AND bucket = chosen.place AND lease = chosen.token
        """;

    /// <summary>A new consumer; the queue's buckets begin with its first one.</summary>
    public async ValueTask JoinAsync(OwnerLease lease, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        await using var transaction = await store.BeginAsync(connection, giveUp);
        await transaction.Command(
            "DELETE FROM penstock_consumers WHERE queue = @queue AND NOT EXISTS (SELECT 1 FROM penstock_owners o WHERE o.id = owner)",
            ("queue", queue)).RunAsync(giveUp);
        await transaction.Command(
            "INSERT INTO penstock_consumers (queue, owner) VALUES (@queue, @owner) ON CONFLICT DO NOTHING",
            ("queue", queue), ("owner", lease.Id)).RunAsync(giveUp);
        var create = transaction.Command(
            $"""
            INSERT INTO penstock_buckets (queue, bucket) SELECT @queue, place FROM {store.Dialect.From(Pairs(None))} WHERE 1 = 1
            ORDER BY place ON CONFLICT DO NOTHING
            """,
            ("queue", queue));
        store.Dialect.Bind(create, Pairs(Enumerable.Range(0, Bucket.Count).ToDictionary(b => b, _ => 0L)));
        await create.RunAsync(giveUp);
        await transaction.CommitAsync(giveUp);
    }

    /// <summary>All buckets, and how many processes that live work on the queue.</summary>
    public async ValueTask<(List<BucketRow> Rows, int Consumers)> ReadAsync(CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        var consumers = 1;
        var rows = await connection.Command(
            $"""
            SELECT b.bucket, coalesce(b.lease, 0), EXISTS (SELECT 1 FROM penstock_owners o WHERE o.id = {OwnerLease.OwnerOf("b.lease")}),
                (SELECT count(*) FROM penstock_consumers c JOIN penstock_owners o ON o.id = c.owner WHERE c.queue = @queue)
            FROM penstock_buckets b WHERE b.queue = @queue
            """,
            ("queue", queue)).ListAsync(
            r =>
            {
                consumers = (int)r.GetInt64(3);
                return new BucketRow(r.GetInt32(0), r.GetInt64(1), r.GetBoolean(2));
            },
            giveUp);
        return (rows, Math.Max(1, consumers));
    }

    /// <summary>Takes those that are still as they were seen.</summary>
    public async ValueTask<List<int>> TakeAsync(IEnumerable<BucketRow> chosen, long token, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        var command = connection.Command(take, ("queue", queue), ("lease", token));
        store.Dialect.Bind(command, Pairs(chosen.ToDictionary(r => r.Bucket, r => r.Lease)));
        return await command.ListAsync(r => r.GetInt32(0), giveUp);
    }

    public async ValueTask FreeAsync(IReadOnlyDictionary<int, long> held, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        var command = connection.Command(free, ("queue", queue));
        store.Dialect.Bind(command, Pairs(held));
        await command.RunAsync(giveUp);
    }

    public async ValueTask LeaveAsync(OwnerLease lease, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        await connection.Command(
            "DELETE FROM penstock_consumers WHERE queue = @queue AND owner = @owner", ("queue", queue), ("owner", lease.Id)).RunAsync(giveUp);
    }

    private static Rows Pairs(IReadOnlyDictionary<int, long> held) =>
        new Rows(Alias).Add("place", [.. held.Keys]).Add("token", [.. held.Values]);
}
