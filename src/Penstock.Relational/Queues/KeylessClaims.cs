using System.Data.Common;

namespace Penstock.Relational;

/// <summary>Claims of messages without a key: each gets the claim's token, whoever comes first.</summary>
internal sealed class KeylessClaims
{
    private const string Held = "held";
    private const string Taken = "lease = @lease";

    // SQLite writes every index that knows a column which is set, changed or not.
    private const string TakenDue = $"{Taken}, due = NULL";

    private readonly Store store;
    private readonly string queue;
    private readonly ClaimFloor floor;
    private readonly string above;
    private readonly string look;
    private readonly string take;
    private readonly string swept;
    private readonly string due;

    public KeylessClaims(Store store, string queue, TimeSpan sweepEvery, TimeProvider clock)
    {
        (this.store, this.queue, this.clock) = (store, queue, clock);
        floor = new ClaimFloor(sweepEvery, clock);
        above = Sql($"SELECT {Claimed} {Above} ORDER BY f.id LIMIT @max {Locked}", Taken);
        look = $"SELECT {Given} {Above} ORDER BY f.id LIMIT @max";
        take = $"UPDATE penstock_messages AS f SET {Taken} {Where} AND {IsAbove} AND f.id <= @last";
        due = Sql(Due, TakenDue);
        swept = Sql($"""
            SELECT claimed FROM (SELECT {Claimed} {Free} AND {IsFree} ORDER BY f.id LIMIT @max {Locked}) a
            UNION ALL SELECT claimed FROM ({Due}) b LIMIT @max
            """, TakenDue);
    }

    private readonly TimeProvider clock;

    // Two statements in one transaction are worth it for many rows; for few, one keeps other writers waiting for less long.
    private bool wasFull;

    // One that was changed between our look and our lock lies elsewhere by then: it stays free, for the next sweep.
    private string Claimed => $"f.{store.Dialect.Place} AS claimed";

    private string Locked => store.Dialect.SkipLocked("f");

    private const string Where = "WHERE f.queue = @queue AND f.bucket IS NULL AND f.due IS NULL";
    private const string IsAbove = "f.id > @above AND f.lease IS NULL";
    private const string Free = $"FROM penstock_messages f {Where}";
    private const string Above = $"{Free} AND {IsAbove}";
    private const string Given = "id, body, headers, failures";

    private string Due =>
        $"""
        SELECT {Claimed} FROM penstock_messages f
        WHERE f.queue = @queue AND f.bucket IS NULL AND f.due <= {store.Dialect.Now} ORDER BY f.due LIMIT @max {Locked}
        """;

    // A lease is void when its owner is gone, or when it is ours and we know nothing of it: the claim's answer was lost. One that is
    // newer than what we know is another claim's of this process, made meanwhile.
    private string IsFree =>
        $"""
        (f.lease IS NULL OR NOT EXISTS (SELECT 1 FROM penstock_owners o WHERE o.id = {OwnerLease.OwnerOf("f.lease")})
            OR ({OwnerLease.OwnerOf("f.lease")} = @owner AND f.lease <= @newest AND f.lease NOT IN (SELECT token FROM {store.Dialect.From(HeldRows([]))})))
        """;

    public async ValueTask<List<QueueDelivery>> ClaimAsync(OwnerLease lease, int max, bool isDue, CancellationToken stopping)
    {
        var token = lease.NextToken();
        var claimed = new List<QueueDelivery>();
        try
        {
            await ClaimAsync(lease, token, max, isDue, claimed, stopping);
        }
        catch
        {
            // Perhaps it came to be, perhaps half of its answer came back too: nobody has it in hand.
            claimed.Clear();
            throw;
        }
        finally
        {
            if (claimed.Count == 0)
                lease.Free(token);
        }

        claimed.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        return claimed;
    }

    private async ValueTask ClaimAsync(OwnerLease lease, long token, int max, bool isDue, List<QueueDelivery> claimed, CancellationToken stopping)
    {
        var sweep = floor.IsSweepDue;
        var startedAt = clock.GetTimestamp();
        await using var connection = await store.OpenAsync(stopping);
        if (store.Dialect.IsLocal && wasFull && !sweep && !isDue)
            await LookAndTakeAsync(connection, lease, token, max, claimed);
        else
            await TakeAsync(connection, lease, token, max, sweep, isDue, claimed);
        wasFull = claimed.Count == max;
        if (sweep)
            floor.Swept(claimed.Count == 0 ? null : claimed.Max(d => d.Id), claimed.Count == max, clock.GetElapsedTime(startedAt));
        else if (!isDue && claimed.Count > 0)
            floor.Claimed(claimed.Max(d => d.Id));
    }

    // Once it is sent it may have happened: an answer that is not waited for would leave messages to the next sweep.
    private async ValueTask TakeAsync(
        DbConnection connection, OwnerLease lease, long token, int max, bool sweep, bool isDue, List<QueueDelivery> claimed)
    {
        await using var command = connection.Command(
            sweep ? swept : isDue ? due : above, ("queue", queue), ("lease", token), ("max", max));
        if (sweep)
            BindHeld(command, lease);
        else if (!isDue)
            command.Add("above", floor.Id);
        await ReadAsync(command, lease, token, claimed);
    }

    private async ValueTask LookAndTakeAsync(DbConnection connection, OwnerLease lease, long token, int max, List<QueueDelivery> claimed)
    {
        await using var transaction = await store.BeginAsync(connection, CancellationToken.None);
        await using (var command = transaction.Command(look, ("queue", queue), ("above", floor.Id), ("max", max)))
            await ReadAsync(command, lease, token, claimed);
        if (claimed.Count == 0)
            return;

        await transaction.Command(take, ("queue", queue), ("above", floor.Id), ("lease", token), ("last", claimed[^1].Id)).RunAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
    }

    private async ValueTask ReadAsync(DbCommand command, OwnerLease lease, long token, List<QueueDelivery> claimed)
    {
        await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
        while (await reader.ReadAsync(CancellationToken.None))
            claimed.Add(Read(reader, lease, token));
    }

    private QueueDelivery Read(DbDataReader row, OwnerLease lease, long token) =>
        new(queue, row.GetInt64(0), token, lease, row.GetFieldValue<byte[]>(1), row.IsDBNull(2) ? null : row.GetString(2)) { Failures = row.GetInt32(3) };

    private void BindHeld(DbCommand command, OwnerLease lease)
    {
        var (tokens, newest) = lease.InHand();
        command.Add("owner", lease.Id);
        command.Add("newest", newest);
        store.Dialect.Bind(command, HeldRows(tokens));
    }

    private static Rows HeldRows(long[] tokens) => new Rows(Held).Add("token", tokens);

    private string Sql(string candidates, string taken) =>
        $"""
        UPDATE penstock_messages SET {taken} WHERE {store.Dialect.Place} {store.Dialect.Among(candidates)}
        RETURNING {Given}
        """;
}
