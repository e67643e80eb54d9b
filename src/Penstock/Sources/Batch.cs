using System.Data.Common;

namespace Penstock;

/// <summary>Deliveries that were claimed together. Disposed unsettled, it is released: nothing counted.</summary>
public class Batch : IAsyncDisposable
{
    private const string Savepoint = "penstock";

    public Batch(IReadOnlyList<Delivery> items, DbTransaction? transaction = null)
    {
        (Items, Transaction) = (items, transaction);
        if (transaction is null)
            return;

        foreach (var delivery in items)
            delivery.Transaction = transaction;
    }

    public static Batch Empty { get; } = new([]);

    public IReadOnlyList<Delivery> Items { get; }

    /// <summary>Effects written in it commit together with the settlement. Null where the source isn't a database.</summary>
    public DbTransaction? Transaction { get; }

    /// <summary>
    /// Whether one of those that are over may be given again, to whichever process: where their store ends them in its order, and what
    /// is before them isn't over yet. Asked when the batch is disposed.
    /// </summary>
    public virtual bool MayComeAgain => false;

    /// <summary>Called before these run; what comes next may kill the process.</summary>
    public virtual ValueTask RunningAsync(IReadOnlyList<Delivery> running, CancellationToken giveUp) => ValueTask.CompletedTask;

    /// <summary>Marks the point that <see cref="UndoAsync"/> returns to. The marked point before it is forgotten.</summary>
    public virtual async ValueTask SaveAsync(bool again, CancellationToken giveUp)
    {
        if (Transaction is null)
            return;

        if (again)
            await Transaction.ReleaseAsync(Savepoint, giveUp);
        await Transaction.SaveAsync(Savepoint, giveUp);
    }

    /// <summary>Takes back what was written since <see cref="SaveAsync"/>; claims stay.</summary>
    public virtual async ValueTask UndoAsync(CancellationToken giveUp)
    {
        if (Transaction is not null)
            await Transaction.RollbackAsync(Savepoint, giveUp);
    }

    /// <summary>Makes deferred constraints speak now, while their culprit can still be found.</summary>
    public virtual ValueTask VerifyAsync(CancellationToken giveUp) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return DisposeAsyncCore();
    }

    protected virtual ValueTask DisposeAsyncCore() => Transaction?.DisposeAsync() ?? ValueTask.CompletedTask;
}
