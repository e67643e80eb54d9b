using System.Data.Common;

namespace Penstock.Relational;

/// <summary>Claimed rows with the connection and the transaction that lock them.</summary>
internal sealed class TableBatch<TRow>(Store store, DbConnection connection, DbTransaction transaction, Claim<TRow> claim)
    : Batch(claim.Rows, transaction)
{
    public string? TransactionId => claim.TransactionId;

    /// <summary>COMMIT was sent: from here on only the store knows.</summary>
    public bool CommitSent { get; set; }

    /// <summary>The transaction is over, one way or the other; null while it runs.</summary>
    public Fate? Fate { get; set; }

    public override ValueTask VerifyAsync(CancellationToken giveUp) => store.VerifyAsync(Transaction!, giveUp);

    protected override async ValueTask DisposeAsyncCore()
    {
        try
        {
            await base.DisposeAsyncCore();
            await connection.DisposeAsync();
        }
        catch (Exception)
        {
            // A connection that broke has already released what it held.
        }
    }
}
