using System.Data.Common;

namespace Penstock.Relational;

/// <summary>Messages that were claimed together, those without a key under one token; with the transaction of their effects where they share one.</summary>
internal sealed class QueueBatch(Store store, IReadOnlyList<QueueDelivery> items, QueueSettlement settlement, DbTransaction? transaction = null)
    : Batch(items, transaction)
{
    private readonly DbConnection? connection = transaction?.Connection;
    private bool commitSent;
    private bool? isCommitted;

    /// <summary>Settles; where effects share a transaction, both commit together or neither does.</summary>
    /// <returns>Those that were no longer ours, or whose effects are gone with the transaction.</returns>
    public async ValueTask<IReadOnlyList<Delivery>> SettleAsync(IReadOnlyList<Verdict> verdicts, CancellationToken giveUp)
    {
        if (Transaction is null)
            return await settlement.ApplyAsync(verdicts, giveUp);
        if (verdicts.All(v => v.Settlement is Settlement.Release))
            return [];

        isCommitted ??= commitSent ? null : await CommitAsync(verdicts, giveUp);
        isCommitted ??= await settlement.IsAppliedAsync(verdicts, giveUp);
        if (isCommitted.Value)
            return Settled(verdicts);

        // The effects are gone, the failures are not: else a message that breaks its connection would come back uncounted for ever.
        var failed = verdicts.Where(v => v.Settlement is Settlement.Retry or Settlement.DeadLetter).ToList();
        await settlement.ApplyAsync(failed, giveUp);
        return [.. verdicts.Where(v => v.Settlement is Settlement.Complete).Select(v => v.Delivery)];
    }

    public override ValueTask VerifyAsync(CancellationToken giveUp) =>
        Transaction is null ? ValueTask.CompletedTask : store.VerifyAsync(Transaction, giveUp);

    protected override async ValueTask DisposeAsyncCore()
    {
        await CloseAsync();
        await ReleaseRestAsync();
        await base.DisposeAsyncCore();
    }

    // Both, whatever the first does: a transaction that stays open keeps the locks that others wait for.
    private async ValueTask CloseAsync()
    {
        foreach (IAsyncDisposable? part in (IAsyncDisposable?[])[Transaction, connection])
        {
            try
            {
                if (part is not null)
                    await part.DisposeAsync();
            }
            catch (Exception)
            {
                // A connection that broke has already released what it held.
            }
        }
    }

    private async ValueTask ReleaseRestAsync()
    {
        var rest = items.Where(d => !d.IsSettled).ToLookup(d => d.Line is null);
        // In memory, whatever the store does: a key waits for ever behind a message that stays in hand.
        foreach (var keyed in rest[false])
            keyed.Settled(Settlement.Release.Instance);
        try
        {
            await settlement.ApplyAsync([.. rest[true].Select(d => new Verdict(d, Settlement.Release.Instance))], CancellationToken.None);
        }
        catch (SourceUnavailableException)
        {
            // Its token is no longer in hand: the next sweep takes it.
        }
        finally
        {
            if (items.FirstOrDefault(d => d.Line is null) is { } keyless)
                keyless.Lease.Free(keyless.Token);
        }
    }

    // Null: COMMIT was sent and nothing came back. False: one of them was no longer ours, so that its effect must not stay either.
    private async ValueTask<bool?> CommitAsync(IReadOnlyList<Verdict> verdicts, CancellationToken giveUp)
    {
        try
        {
            var applied = await settlement.WriteAsync(connection!, Transaction!, verdicts, giveUp);
            if (applied.Count < verdicts.Count)
                return await UndoneAsync();

            await settlement.ReachedAsync(Step.Committing);
            commitSent = true;
            await Transaction!.CommitAsync(giveUp);
            await settlement.ReachedAsync(Step.Committed);
            return true;
        }
        catch (Exception error) when (QueueSettlement.IsAway(error) || error is OperationCanceledException)
        {
            // What is written next comes by another connection, and must not wait for this one's locks.
            await CloseAsync();
            return commitSent ? null : false;
        }
    }

    private async ValueTask<bool> UndoneAsync()
    {
        await Transaction!.RollbackAsync(CancellationToken.None);
        return false;
    }

    private static IReadOnlyList<Delivery> Settled(IReadOnlyList<Verdict> verdicts)
    {
        foreach (var verdict in verdicts)
            ((QueueDelivery)verdict.Delivery).Settled(verdict.Settlement);
        return [];
    }
}
