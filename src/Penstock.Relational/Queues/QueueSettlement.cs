using System.Data.Common;

namespace Penstock.Relational;

/// <summary>
/// Applies verdicts to the messages that are still ours: one statement a kind, and one transaction where there is more than one. What
/// it writes is the same each time, so that a settlement without an answer is simply made again.
/// </summary>
internal sealed class QueueSettlement(Store store, string queue, Parking? parking, Reached? reached)
{
    private readonly SettlementSql keyless = new(store, queue, keyed: false);
    private readonly SettlementSql keyed = new(store, queue, keyed: true);

    /// <returns>Those that were no longer ours.</returns>
    public async ValueTask<IReadOnlyList<Delivery>> ApplyAsync(IReadOnlyList<Verdict> verdicts, CancellationToken giveUp)
    {
        if (verdicts.Count == 0)
            return [];

        var parts = Parts(verdicts);
        try
        {
            var lost = parts.Exists(p => p.Kinds.Writes) ? await WriteAsync(parts, giveUp) : [];
            for (var i = 0; i < verdicts.Count; i++)
                Of(verdicts[i]).Settled(verdicts[i].Settlement);
            return lost;
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
        WriteAsync(connection, transaction, Parts(verdicts), giveUp);

    /// <summary>Whether a settlement whose commit got no answer took place: then none of its messages is as it was.</summary>
    public async ValueTask<bool> IsAppliedAsync(IReadOnlyList<Verdict> verdicts, CancellationToken giveUp)
    {
        try
        {
            await using var connection = await store.OpenAsync(giveUp);
            foreach (var part in Parts(verdicts))
            {
                if (!await part.Sql.IsAppliedAsync(connection, part.Kinds.All, giveUp))
                    return false;
            }

            return true;
        }
        catch (Exception error) when (IsAway(error))
        {
            throw Away(error);
        }
    }

    public ValueTask ReachedAsync(Step step) => reached?.Invoke(step) ?? ValueTask.CompletedTask;

    /// <summary>Whatever the store throws at a settlement: the work is done, and must not be run again because of it.</summary>
    public static bool IsAway(Exception error) => error is DbException or IOException or TimeoutException or InvalidOperationException;

    private async ValueTask<List<Delivery>> WriteAsync(List<Part> parts, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        var applied = parts is [{ Kinds.IsOnlyDone: true } only]
            ? await only.Sql.FinishAsync(connection, only.Kinds.Done, giveUp)
            : await InTransactionAsync(connection, parts, giveUp);
        var lost = new List<Delivery>();
        foreach (var part in parts)
            lost.AddRange(await LostAsync(connection, part, applied, giveUp));
        return lost;
    }

    private async ValueTask<HashSet<long>> InTransactionAsync(DbConnection connection, List<Part> parts, CancellationToken giveUp)
    {
        await using var transaction = await store.BeginAsync(connection, giveUp);
        var applied = await WriteAsync(connection, transaction, parts, giveUp);
        await ReachedAsync(Step.Committing);
        await transaction.CommitAsync(giveUp);
        await ReachedAsync(Step.Committed);
        if (parts.Exists(p => p.Sql == keyless && p.Kinds.Released.Count > 0))
            store.Hints.Send(Queues.Address(queue));
        return applied;
    }

    private async ValueTask<HashSet<long>> WriteAsync(DbConnection connection, DbTransaction transaction, List<Part> parts, CancellationToken giveUp)
    {
        var applied = new HashSet<long>();
        foreach (var (sql, kinds) in parts)
        {
            // Taken out first: what was no longer ours, or is parked already, is not parked again.
            var dead = await sql.RunAsync(connection, transaction, sql.Delete, kinds.Dead, giveUp);
            if (dead.Count > 0)
                await parking!.Home.ParkAsync(Letters(kinds, dead), transaction, giveUp);
            applied.UnionWith(dead);
            applied.UnionWith(await sql.RunAsync(connection, transaction, sql.Delete, kinds.Done, giveUp));
            applied.UnionWith(await sql.RunAsync(connection, transaction, sql.Retry, kinds.Retried, giveUp));
            // A message with a key was never marked: handing it back is our own affair.
            applied.UnionWith(sql == keyed ? kinds.Released.Select(v => Of(v).Id) : await sql.RunAsync(connection, transaction, sql.Release, kinds.Released, giveUp));
        }

        return applied;
    }

    private List<DeadLetter> Letters(SettlementKinds kinds, HashSet<long> ours) =>
        [.. kinds.Dead.Where(v => ours.Contains(Of(v).Id)).Select(v => new DeadLetter(parking!.Pipeline, v.Delivery, ((Settlement.DeadLetter)v.Settlement).Reason))];

    // What was not changed was changed before, by a settlement whose answer was lost, as long as nobody could take it from us.
    private static async ValueTask<IEnumerable<Delivery>> LostAsync(DbConnection connection, Part part, HashSet<long> applied, CancellationToken giveUp)
    {
        var rest = part.Kinds.All.Where(v => !applied.Contains(Of(v).Id)).ToList();
        if (rest.Count == 0)
            return [];

        var isOurs = await part.Sql.OursAsync(connection, rest, giveUp);
        return rest.Select(Of).Where(d => !isOurs(d));
    }

    private List<Part> Parts(IReadOnlyList<Verdict> verdicts)
    {
        var parts = new List<Part>(2);
        foreach (var sql in (ReadOnlySpan<SettlementSql>)[keyless, keyed])
        {
            var own = verdicts.Where(v => Of(v).Line is not null == (sql == keyed)).ToList();
            if (own.Count > 0)
                parts.Add(new Part(sql, new SettlementKinds(own, parks: parking is not null, releasesInMemory: sql == keyed)));
        }

        return parts;
    }

    private static QueueDelivery Of(Verdict verdict) => (QueueDelivery)verdict.Delivery;

    private SourceUnavailableException Away(Exception error) =>
        new($"{store.Display} does not settle {queue} now: {error.Message}", error);

    private sealed record Part(SettlementSql Sql, SettlementKinds Kinds);
}
