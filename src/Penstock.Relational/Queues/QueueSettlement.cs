using System.Data.Common;

namespace Penstock.Relational;

/// <summary>
/// Applies verdicts to the messages that still bear their claim's token: one statement a kind, and one transaction where there is
/// more than one. What it writes is the same each time, so that a settlement without an answer is simply made again.
/// </summary>
internal sealed class QueueSettlement(Store store, string queue, Parking? parking, Reached? reached)
{
    private const string Alias = "settled";
    private const int LongestError = 2_000;

    private readonly string delete = $"DELETE FROM penstock_messages WHERE lease = @token AND {IsAmong(store)} RETURNING id";
    private readonly string release = $"UPDATE penstock_messages SET lease = NULL WHERE lease = @token AND {IsAmong(store)} RETURNING id";
    private readonly string retry =
        $"""
        UPDATE penstock_messages AS m SET lease = NULL, failures = r.failed, last_error = r.error, due = {store.Dialect.NowPlus("r.after")}
        FROM (SELECT id AS failing, failed, error, after FROM {store.Dialect.From(RetryRows([]))}) AS r
        WHERE id = r.failing AND lease = @token RETURNING id
        """;

    /// <returns>Those that were no longer ours.</returns>
    public async ValueTask<IReadOnlyList<Delivery>> ApplyAsync(IReadOnlyList<Verdict> verdicts, CancellationToken giveUp)
    {
        if (verdicts.Count == 0)
            return [];

        var kinds = new SettlementKinds(verdicts, parks: parking is not null);
        try
        {
            await using var connection = await store.OpenAsync(giveUp);
            var applied = kinds.IsOnlyDone
                ? await RunAsync(connection, null, delete, kinds.Done, giveUp)
                : await InTransactionAsync(connection, kinds, giveUp);
            return await LostAsync(connection, verdicts, applied, giveUp);
        }
        catch (Exception error) when (IsAway(error))
        {
            throw Away(error);
        }
    }

    /// <summary>The same in a transaction that somebody else commits.</summary>
    /// <returns>The ids of those that were still ours.</returns>
    public ValueTask<HashSet<long>> WriteAsync(
        DbConnection connection, DbTransaction transaction, IReadOnlyList<Verdict> verdicts, CancellationToken giveUp) =>
        WriteAsync(connection, transaction, new SettlementKinds(verdicts, parks: parking is not null), giveUp);

    /// <summary>Whether a settlement whose commit got no answer took place: then none of its messages bears the token any more.</summary>
    public async ValueTask<bool> IsAppliedAsync(IReadOnlyList<Verdict> verdicts, CancellationToken giveUp)
    {
        try
        {
            await using var connection = await store.OpenAsync(giveUp);
            await using var command = connection.Command(
                $"SELECT count(*) FROM penstock_messages WHERE lease = @token AND {IsAmong(store)}", ("token", Of(verdicts[0]).Token));
            store.Dialect.Bind(command, IdRows(verdicts));
            return await command.ScalarAsync<long>(giveUp) == 0;
        }
        catch (Exception error) when (IsAway(error))
        {
            throw Away(error);
        }
    }

    public ValueTask ReachedAsync(Step step) => reached?.Invoke(step) ?? ValueTask.CompletedTask;

    /// <summary>Whatever the store throws at a settlement: the work is done, and must not be run again because of it.</summary>
    public static bool IsAway(Exception error) => error is DbException or IOException or TimeoutException or InvalidOperationException;

    private async ValueTask<HashSet<long>> InTransactionAsync(DbConnection connection, SettlementKinds kinds, CancellationToken giveUp)
    {
        await using var transaction = await store.BeginAsync(connection, giveUp);
        var applied = await WriteAsync(connection, transaction, kinds, giveUp);
        await ReachedAsync(Step.Committing);
        await transaction.CommitAsync(giveUp);
        await ReachedAsync(Step.Committed);
        if (kinds.Released.Count > 0)
            store.Hints.Send(Queues.Address(queue));
        return applied;
    }

    private async ValueTask<HashSet<long>> WriteAsync(
        DbConnection connection, DbTransaction transaction, SettlementKinds kinds, CancellationToken giveUp)
    {
        // Taken out first: what was no longer ours, or is parked already, is not parked again.
        var applied = await RunAsync(connection, transaction, delete, kinds.Dead, giveUp);
        if (applied.Count > 0)
            await parking!.Home.ParkAsync(Letters(kinds, applied), transaction, giveUp);
        applied.UnionWith(await RunAsync(connection, transaction, delete, kinds.Done, giveUp));
        applied.UnionWith(await RetryAsync(transaction, kinds.Retried, giveUp));
        applied.UnionWith(await RunAsync(connection, transaction, release, kinds.Released, giveUp));
        return applied;
    }

    private List<DeadLetter> Letters(SettlementKinds kinds, HashSet<long> ours) =>
        [.. kinds.Dead.Where(v => ours.Contains(Of(v).Id)).Select(v => new DeadLetter(parking!.Pipeline, v.Delivery, ((Settlement.DeadLetter)v.Settlement).Reason))];

    private async ValueTask<HashSet<long>> RunAsync(
        DbConnection connection, DbTransaction? transaction, string sql, List<Verdict> verdicts, CancellationToken giveUp)
    {
        if (verdicts.Count == 0)
            return [];

        var command = connection.Command(sql, ("token", Of(verdicts[0]).Token));
        command.Transaction = transaction;
        store.Dialect.Bind(command, IdRows(verdicts));
        return await IdsAsync(command, giveUp);
    }

    private async ValueTask<HashSet<long>> RetryAsync(DbTransaction transaction, List<Verdict> verdicts, CancellationToken giveUp)
    {
        if (verdicts.Count == 0)
            return [];

        var command = transaction.Command(retry, ("token", Of(verdicts[0]).Token));
        store.Dialect.Bind(command, RetryRows(verdicts));
        return await IdsAsync(command, giveUp);
    }

    // What was not changed was changed before, by a settlement whose answer was lost, as long as nobody could take it from us.
    private static async ValueTask<IReadOnlyList<Delivery>> LostAsync(
        DbConnection connection, IReadOnlyList<Verdict> verdicts, HashSet<long> applied, CancellationToken giveUp)
    {
        foreach (var verdict in verdicts)
            Of(verdict).IsSettled = true;
        if (applied.Count == verdicts.Count)
            return [];

        var alive = await connection.Command("SELECT count(*) FROM penstock_owners WHERE id = @id", ("id", Of(verdicts[0]).Lease.Id)).ScalarAsync<long>(giveUp);
        return alive > 0 ? [] : [.. verdicts.Where(v => !applied.Contains(Of(v).Id)).Select(v => v.Delivery)];
    }

    private static async ValueTask<HashSet<long>> IdsAsync(DbCommand command, CancellationToken giveUp) =>
        [.. await command.ListAsync(r => r.GetInt64(0), giveUp)];

    private static QueueDelivery Of(Verdict verdict) => (QueueDelivery)verdict.Delivery;

    private static string IsAmong(Store store) => store.Dialect.IsAmong("id", IdRows([]));

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

    private static Rows IdRows(IReadOnlyList<Verdict> verdicts) => new Rows(Alias).Add("id", [.. verdicts.Select(v => Of(v).Id)]);

    private SourceUnavailableException Away(Exception error) =>
        new($"{store.Display} does not settle {queue} now: {error.Message}", error);
}
