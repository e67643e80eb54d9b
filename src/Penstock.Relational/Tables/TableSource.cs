using System.Data.Common;

namespace Penstock.Relational;

/// <summary>
/// Rows of an existing business table: claimed, changed and settled in one transaction. Row locks are the lease; the store takes
/// them back when the process dies or its session is idle too long.
/// </summary>
public sealed class TableSource<TRow>(
    Store store, ITable<TRow> table, TableSourceOptions options, TimeProvider clock, WakeSignal? wake = null, Reached? reached = null) : ISource
{
    private readonly SemaphoreSlim oneClaim = new(1);
    private readonly WakeSignal wake = wake ?? new WakeSignal();
    private readonly ClaimFloor floor = new(options.SweepEvery, clock);
    private readonly IdleWait idleWait = new(options.IdleWait, clock);
    private bool idle;

    public Can Can => Can.Delay | Can.ParkAtomically;

    public async ValueTask<Batch> ReceiveAsync(int max, CancellationToken stopping)
    {
        // One claim at a time: while one lane waits for work, the others need not ask for it too.
        await oneClaim.WaitAsync(stopping);
        try
        {
            if (idle)
                await wake.WaitAsync(idleWait.Next(), clock, stopping);

            var batch = await ClaimAsync(max, stopping);
            idle = batch.Items.Count == 0;
            return batch;
        }
        finally
        {
            oneClaim.Release();
        }
    }

    public async ValueTask<IReadOnlyList<Delivery>> SettleAsync(Batch batch, IReadOnlyList<Verdict> verdicts, CancellationToken giveUp)
    {
        var rows = (TableBatch<TRow>)batch;
        var failed = verdicts.Where(v => v.Settlement is Settlement.Retry or Settlement.DeadLetter)
            .Select(v => new FailedRow<TRow>((RowDelivery<TRow>)v.Delivery, v.Settlement)).ToList();
        var completed = verdicts.Count(v => v.Settlement is Settlement.Complete);
        if (failed.Count + completed == 0)
            return [];

        rows.Fate ??= rows.CommitSent ? null : await CommitAsync(rows, failed, giveUp);
        rows.Fate ??= await AskAsync(rows, giveUp);
        if (rows.Fate == Fate.Aborted)
            await FailAgainAsync(failed, giveUp);
        idleWait.Note(failed.Select(f => f.Settlement).OfType<Settlement.Retry>());
        return rows.Fate == Fate.Committed ? [] : [.. verdicts.Where(v => v.Settlement is Settlement.Complete).Select(v => v.Delivery)];
    }

    /// <summary>Nothing to prolong: the session's time-out in a transaction outlasts an attempt.</summary>
    public ValueTask ExtendAsync(IReadOnlyCollection<Delivery> held, CancellationToken giveUp) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        oneClaim.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask<Batch> ClaimAsync(int max, CancellationToken stopping)
    {
        var connection = await store.OpenAsync(stopping);
        try
        {
            var asks = !idle || await table.MayHaveAsync(connection, stopping);
            var transaction = asks ? await store.TryBeginAsync(connection, stopping) : null;
            var claim = transaction is null ? null : await ClaimAsync(transaction, max, stopping);
            if (claim is { Rows.Count: > 0 })
                return new TableBatch<TRow>(store, connection, transaction!, claim);

            if (transaction is not null)
                await transaction.DisposeAsync();
            await connection.DisposeAsync();
            return Batch.Empty;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async ValueTask<Claim<TRow>> ClaimAsync(DbTransaction transaction, int max, CancellationToken stopping)
    {
        if (!floor.IsSweepDue)
        {
            var claim = await table.ClaimAsync(transaction, floor.Id, max, stopping);
            if (claim.Rows.Count > 0)
            {
                floor.Claimed(claim.Rows[^1].Id);
                return claim;
            }
        }

        var startedAt = clock.GetTimestamp();
        var swept = await table.ClaimAsync(transaction, long.MinValue, max, stopping);
        floor.Swept(swept.Rows.Count == 0 ? null : swept.Rows[^1].Id, isFull: swept.Rows.Count == max, clock.GetElapsedTime(startedAt));
        return swept;
    }

    // Null: COMMIT was sent and nothing came back.
    private async ValueTask<Fate?> CommitAsync(TableBatch<TRow> batch, List<FailedRow<TRow>> failed, CancellationToken giveUp)
    {
        try
        {
            if (failed.Count > 0)
                await table.FailAsync(batch.Transaction!, failed, giveUp);
            await ReachedAsync(Step.Committing);
            batch.CommitSent = true;
            await batch.Transaction!.CommitAsync(giveUp);
            await ReachedAsync(Step.Committed);
            return Fate.Committed;
        }
        catch (Exception error) when (error is DbException or IOException or InvalidOperationException or TimeoutException or OperationCanceledException)
        {
            // Answered and refused, or never sent: it did not happen. No answer: only the store knows.
            return batch.CommitSent && batch.TransactionId is not null ? null : Fate.Aborted;
        }
    }

    private async ValueTask<Fate> AskAsync(TableBatch<TRow> batch, CancellationToken giveUp)
    {
        try
        {
            var fate = await store.FateAsync(batch.TransactionId!, giveUp);
            return fate != Fate.InProgress
                ? fate
                : throw new SourceUnavailableException($"The transaction on {store.Display} still runs; its outcome is not known yet.");
        }
        catch (DbException error)
        {
            throw new SourceUnavailableException($"{store.Display} is away, the outcome of a commit is not known yet: {error.Message}", error);
        }
    }

    // The transaction is gone, the failures are not: else a row that breaks its connection would come back uncounted for ever.
    private async ValueTask FailAgainAsync(List<FailedRow<TRow>> failed, CancellationToken giveUp)
    {
        if (failed.Count == 0)
            return;

        try
        {
            await using var connection = await store.OpenAsync(giveUp);
            await using var transaction = await store.BeginAsync(connection, giveUp);
            var again = await table.ReclaimAsync(transaction, [.. failed.Select(f => f.Row)], giveUp);
            var ids = again.Rows.Select(r => r.Id).ToHashSet();
            await table.FailAsync(transaction, [.. failed.Where(f => ids.Contains(f.Row.Id))], giveUp);
            await transaction.CommitAsync(giveUp);
        }
        catch (DbException error)
        {
            throw new SourceUnavailableException($"{store.Display} is away, failures are not written yet: {error.Message}", error);
        }
    }

    private ValueTask ReachedAsync(Step step) => reached?.Invoke(step) ?? ValueTask.CompletedTask;
}
