using System.Data.Common;

namespace Penstock.Relational;

/// <summary>A database, as the relational adapters see it.</summary>
public abstract class Store : IProbe, IAsyncDisposable
{
    public abstract Dialect Dialect { get; }

    /// <summary>Its address without a password.</summary>
    public abstract string Display { get; }

    /// <summary>Which of its errors are whose fault.</summary>
    public abstract IFaultClassifier Faults { get; }

    /// <summary>Locks that last as long as this process's session, whatever becomes of the process.</summary>
    public abstract ISessionLocks Locks { get; }

    /// <summary>Between the processes on this store.</summary>
    public abstract IHints Hints { get; }

    /// <summary>An open connection, to be disposed by the caller.</summary>
    public abstract ValueTask<DbConnection> OpenAsync(CancellationToken giveUp);

    /// <summary>A transaction that may write.</summary>
    public virtual ValueTask<DbTransaction> BeginAsync(DbConnection connection, CancellationToken giveUp) =>
        connection.BeginTransactionAsync(giveUp);

    /// <summary>The same for a claim: null where the store has one writer at a time and another is writing, so that nothing is free.</summary>
    public virtual async ValueTask<DbTransaction?> TryBeginAsync(DbConnection connection, CancellationToken giveUp) =>
        await BeginAsync(connection, giveUp);

    /// <summary>What became of a transaction whose COMMIT got no answer.</summary>
    /// <param name="transactionId">What <see cref="Dialect.TransactionId"/> gave inside it.</param>
    /// <param name="giveUp">Stop waiting.</param>
    public abstract ValueTask<Fate> FateAsync(string transactionId, CancellationToken giveUp);

    /// <summary>
    /// Inserts rows whose columns are called as the table's, so that a key the store counts up grows in their order; what they leave
    /// out gets its default. The way for many: no row may be there already.
    /// </summary>
    /// <param name="transaction">The caller's.</param>
    /// <param name="table">A name of our own: it is not quoted.</param>
    /// <param name="rows">At least one.</param>
    /// <param name="giveUp">Stop waiting.</param>
    public virtual async ValueTask InsertAsync(DbTransaction transaction, string table, Rows rows, CancellationToken giveUp)
    {
        var placed = rows.Placed();
        var columns = string.Join(", ", rows.Columns.Select(c => c.Name));
        var command = transaction.Command($"INSERT INTO {table} ({columns}) SELECT {columns} FROM {Dialect.From(placed)} WHERE 1 = 1 ORDER BY place");
        Dialect.Bind(command, placed);
        await command.RunAsync(giveUp);
    }

    /// <summary>Makes deferred constraints speak now.</summary>
    public virtual ValueTask VerifyAsync(DbTransaction transaction, CancellationToken giveUp) => ValueTask.CompletedTask;

    /// <summary>Whether an error says that a value is there already, in that unique index on that one column.</summary>
    public abstract bool IsDuplicate(DbException error, string table, string column, string index);

    /// <summary>Connects and nothing more, within about a second.</summary>
    public abstract ValueTask<bool> IsHealthyAsync(CancellationToken giveUp);

    /// <summary>Makes later migrations of other processes wait until the transaction ends.</summary>
    public virtual ValueTask LockMigrationsAsync(DbTransaction transaction, CancellationToken giveUp) => ValueTask.CompletedTask;

    /// <summary>Of the connections it may have open, the part that is in use, 0 to 1; 0 where connections have no bound.</summary>
    public virtual double BusyRatio => 0;

    public abstract IJournal CreateJournal();

    /// <summary>What the journals on this store know of a message.</summary>
    public virtual ITraceReader JournalTrace => NoTrace.Instance;

    /// <summary>The names of a table's columns; null where there is no such table.</summary>
    public abstract ValueTask<IReadOnlyList<string>?> ColumnsAsync(DbConnection connection, DbTransaction? transaction, string table, CancellationToken giveUp);

    public abstract ValueTask DisposeAsync();
}
