using System.Data.Common;

namespace Penstock.Relational.Tests;

/// <summary>A store as a process sees it, until the process is dead: then nothing of it gets through, whoever still runs.</summary>
internal sealed class MortalStore(Store inner) : Store
{
    public bool IsDead { get; set; }

    public override Dialect Dialect => inner.Dialect;

    public override string Display => inner.Display;

    public override IFaultClassifier Faults => inner.Faults;

    public override ISessionLocks Locks => inner.Locks;

    public override IHints Hints => inner.Hints;

    public override ValueTask<DbConnection> OpenAsync(CancellationToken giveUp) =>
        IsDead ? throw new TimeoutException("The process is dead.") : inner.OpenAsync(giveUp);

    public override ValueTask<Fate> FateAsync(string transactionId, CancellationToken giveUp) => inner.FateAsync(transactionId, giveUp);

    public override bool IsDuplicate(DbException error, string table, string column, string index) => inner.IsDuplicate(error, table, column, index);

    public override ValueTask<bool> IsHealthyAsync(CancellationToken giveUp) => inner.IsHealthyAsync(giveUp);

    public override IJournal CreateJournal() => inner.CreateJournal();

    public override ValueTask<IReadOnlyList<string>?> ColumnsAsync(
        DbConnection connection, DbTransaction? transaction, string table, CancellationToken giveUp) => inner.ColumnsAsync(connection, transaction, table, giveUp);

    public override ValueTask DisposeAsync() => inner.DisposeAsync();
}
