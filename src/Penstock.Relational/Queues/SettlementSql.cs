using System.Data.Common;

namespace Penstock.Relational;

/// <summary>
/// The statements of a settlement, with their fence: a message without a key bears its claim's token; of one with a key, the bucket
/// does, and its row stays as it is until the settlement commits.
/// </summary>
internal sealed class SettlementSql
{
    private const string Alias = "settled";
    private const string Fence = "fence";
    private const int LongestError = 2_000;

    // So many rows cost more to be given back than two further statements.
    private const int Many = 20;

    private readonly Store store;
    private readonly string queue;
    private readonly bool keyed;
    private readonly string unseen;

    public SettlementSql(Store store, string queue, bool keyed)
    {
        (this.store, this.queue, this.keyed) = (store, queue, keyed);
        var with = keyed ? $"WITH held AS ({Held} {store.Dialect.Share("b")}) " : string.Empty;
        // Asked of each row by a hash, not joined.
        var ours = keyed ? "(bucket IN (SELECT bucket FROM held)) IS TRUE" : "lease = @token";
        unseen = $"{with}DELETE FROM penstock_messages WHERE {IsAmong} AND {ours}";
        Delete = $"{unseen} RETURNING id";
        Release = $"UPDATE penstock_messages SET lease = NULL WHERE lease = @token AND {IsAmong} RETURNING id";
        Retry =
            $"""
            {with}UPDATE penstock_messages AS m SET lease = NULL, failures = r.failed, last_error = r.error, due = {store.Dialect.NowPlus("r.after")}
            FROM (SELECT id AS failing, failed, error, after FROM {store.Dialect.From(RetryRows([]))}) AS r
            WHERE id = r.failing AND {ours} RETURNING id
            """;
    }

    public string Delete { get; }

    public string Release { get; }

    public string Retry { get; }

    private string Held =>
        $"""
        SELECT b.bucket FROM {store.Dialect.From(FenceRows([]))}
        JOIN penstock_buckets b ON b.queue = @queue AND b.bucket = fence.place AND b.lease = fence.held_by
        """;

    private string IsAmong => store.Dialect.IsAmong("id", IdRows([]));

    public async ValueTask<HashSet<long>> RunAsync(
        DbConnection connection, DbTransaction? transaction, string sql, List<Verdict> verdicts, CancellationToken giveUp)
    {
        if (verdicts.Count == 0)
            return [];

        var command = Command(connection, transaction, sql, verdicts);
        store.Dialect.Bind(command, ReferenceEquals(sql, Retry) ? RetryRows(verdicts) : IdRows(verdicts));
        return [.. await command.ListAsync(r => r.GetInt64(0), giveUp)];
    }

    /// <summary>Takes what is done out of the queue, by itself.</summary>
    /// <returns>The ids of those that were still ours.</returns>
    public async ValueTask<HashSet<long>> FinishAsync(DbConnection connection, List<Verdict> done, CancellationToken giveUp) =>
        store.Dialect.IsLocal && done.Count >= Many && await FinishUnseenAsync(connection, done, giveUp)
            ? [.. done.Select(v => Of(v).Id)]
            : await RunAsync(connection, null, Delete, done, giveUp);

    // All of them, which a count tells, or none.
    private async ValueTask<bool> FinishUnseenAsync(DbConnection connection, List<Verdict> done, CancellationToken giveUp)
    {
        await using var transaction = await store.BeginAsync(connection, giveUp);
        var command = Command(connection, transaction, unseen, done);
        store.Dialect.Bind(command, IdRows(done));
        if (await command.RunAsync(giveUp) != done.Count)
            return false;

        await transaction.CommitAsync(giveUp);
        return true;
    }

    /// <summary>Whether they can't have been settled by anybody but us.</summary>
    /// <returns>A function of a delivery.</returns>
    public async ValueTask<Func<QueueDelivery, bool>> OursAsync(DbConnection connection, IReadOnlyList<Verdict> verdicts, CancellationToken giveUp)
    {
        if (!keyed)
        {
            var alive = await connection.Command("SELECT count(*) FROM penstock_owners WHERE id = @id", ("id", Of(verdicts[0]).Lease.Id)).ScalarAsync<long>(giveUp);
            return _ => alive > 0;
        }

        var held = (await Command(connection, null, Held, verdicts).ListAsync(r => r.GetInt32(0), giveUp)).ToHashSet();
        return d => held.Contains(d.Line!.Bucket.Number);
    }

    /// <summary>Whether nothing is left of what a settlement was to change.</summary>
    public async ValueTask<bool> IsAppliedAsync(DbConnection connection, IReadOnlyList<Verdict> verdicts, CancellationToken giveUp)
    {
        var asked = keyed ? verdicts.Where(v => v.Settlement is not Settlement.Release).ToList() : verdicts;
        if (asked.Count == 0)
            return true;

        var command = Command(
            connection, null, $"SELECT id, failures FROM penstock_messages WHERE {IsAmong}{(keyed ? string.Empty : " AND lease = @token")}", asked);
        store.Dialect.Bind(command, IdRows(asked));
        var left = await command.ListAsync(r => (Id: r.GetInt64(0), Failures: r.GetInt32(1)), giveUp);
        var retried = keyed ? asked.Where(v => v.Settlement is Settlement.Retry).ToDictionary(v => Of(v).Id, v => Of(v).Failures) : [];
        return left.TrueForAll(l => retried.TryGetValue(l.Id, out var before) && l.Failures > before);
    }

    private DbCommand Command(DbConnection connection, DbTransaction? transaction, string sql, IReadOnlyList<Verdict> verdicts)
    {
        var command = keyed ? connection.Command(sql, ("queue", queue)) : connection.Command(sql, ("token", Of(verdicts[0]).Token));
        command.Transaction = transaction;
        if (keyed)
            store.Dialect.Bind(command, FenceRows(verdicts));
        return command;
    }

    private static QueueDelivery Of(Verdict verdict) => (QueueDelivery)verdict.Delivery;

    private static Rows IdRows(IReadOnlyList<Verdict> verdicts) => new Rows(Alias).Add("id", [.. verdicts.Select(v => Of(v).Id)]);

    private static Rows FenceRows(IReadOnlyList<Verdict> verdicts)
    {
        var buckets = verdicts.Select(v => Of(v).Line!.Bucket).Distinct().ToList();
        return new Rows(Fence).Add("place", [.. buckets.Select(b => b.Number)]).Add("held_by", [.. buckets.Select(b => b.Token)]);
    }

    private static Rows RetryRows(IReadOnlyList<Verdict> verdicts)
    {
        var retries = verdicts.Select(v => (Delivery: Of(v), Retry: (Settlement.Retry)v.Settlement)).ToList();
        return new Rows(Alias)
            .Add("id", [.. retries.Select(r => r.Delivery.Id)])
            .Add("failed", [.. retries.Select(r => r.Delivery.Failures + 1)])
            .Add("error", [.. retries.Select(r => (string?)Text(r.Retry.Reason))])
            .Add("after", [.. retries.Select(r => r.Retry.After.TotalSeconds)]);
    }

    // A text column takes no NUL, and a settlement must not fail because of what an error says.
    private static string Text(Reason reason) => $"{reason.Type}: {reason.Cut(LongestError)}".Replace('\0', '\uFFFD');
}
