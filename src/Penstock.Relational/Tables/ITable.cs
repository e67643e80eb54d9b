using System.Data.Common;

namespace Penstock.Relational;

/// <summary>What a worker knows of its business table: which rows are to be done, and how a failure is written. The effect is the handler's.</summary>
public interface ITable<TRow>
{
    /// <summary>Claims up to <paramref name="max"/> rows that are to be done now, in order of their ids, above <paramref name="above"/>.</summary>
    ValueTask<Claim<TRow>> ClaimAsync(DbTransaction transaction, long above, int max, CancellationToken giveUp);

    /// <summary>
    /// Whether a claim may find something: asked of a table that had nothing the last time, so that an idle process need not begin a
    /// transaction for each look. Default: true, without a look.
    /// </summary>
    ValueTask<bool> MayHaveAsync(DbConnection connection, CancellationToken giveUp) => ValueTask.FromResult(true);

    /// <summary>Claims these rows again, as far as they are still to be done, free, and unchanged in their failures.</summary>
    ValueTask<Claim<TRow>> ReclaimAsync(DbTransaction transaction, IReadOnlyList<RowDelivery<TRow>> rows, CancellationToken giveUp);

    /// <summary>
    /// Writes retries and dead letters in the transaction. Must not fail because of a row: what can't be written on it is
    /// remembered beside it.
    /// </summary>
    ValueTask FailAsync(DbTransaction transaction, IReadOnlyList<FailedRow<TRow>> rows, CancellationToken giveUp);
}
