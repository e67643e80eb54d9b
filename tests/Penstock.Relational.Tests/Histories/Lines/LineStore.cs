using System.Data.Common;

namespace Penstock.Relational.Tests;

/// <summary>A store as a simulated process sees it: at the end of its <see cref="Line"/>.</summary>
/// <param name="inner">The real one.</param>
/// <param name="line">The way there.</param>
/// <param name="rewrite">Changes statements, where a test breaks one on purpose.</param>
internal sealed class LineStore(Store inner, Line line, Func<string, string>? rewrite = null) : Store
{
    // Kept open, as a pool does, for a history is made of many short uses.
    private readonly Stack<KeptConnection> idle = new();

    public override Dialect Dialect => inner.Dialect;

    public override string Display => inner.Display;

    public override IFaultClassifier Faults => inner.Faults;

    public override IHints Hints => inner.Hints;

    public override ISessionLocks Locks => inner.Locks;

    public override async ValueTask<DbConnection> OpenAsync(CancellationToken giveUp)
    {
        giveUp.ThrowIfCancellationRequested();
        line.ThrowIfCut();
        var connection = new LineConnection(idle.TryPop(out var kept) ? kept : new KeptConnection(await inner.OpenAsync(giveUp)), line, rewrite, idle.Push);
        line.Opened(connection);
        return connection;
    }

    public override ValueTask<DbTransaction?> TryBeginAsync(DbConnection connection, CancellationToken giveUp) =>
        inner.TryBeginAsync(connection, giveUp);

    public override ValueTask<Fate> FateAsync(string transactionId, CancellationToken giveUp) => inner.FateAsync(transactionId, giveUp);

    public override bool IsDuplicate(DbException error, string table, string column, string index) =>
        inner.IsDuplicate(error, table, column, index);

    public override ValueTask<bool> IsHealthyAsync(CancellationToken giveUp) => new(!line.IsAway);

    public override IJournal CreateJournal() => inner.CreateJournal();

    public override ValueTask<IReadOnlyList<string>?> ColumnsAsync(
        DbConnection connection, DbTransaction? transaction, string table, CancellationToken giveUp) =>
        inner.ColumnsAsync(connection, transaction, table, giveUp);

    public override ValueTask DisposeAsync()
    {
        while (idle.TryPop(out var kept))
            kept.Dispose();
        return inner.DisposeAsync();
    }
}
