using System.Data.Common;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Penstock.Relational.Tests;

/// <summary>A SQLite store that notes every statement that SQLite runs, but for the settings of connections.</summary>
internal sealed class TracedStore(Store inner) : Store
{
    private readonly List<string> ran = [];

    public override Dialect Dialect => inner.Dialect;

    public override string Display => inner.Display;

    public override IFaultClassifier Faults => inner.Faults;

    public override ISessionLocks Locks => inner.Locks;

    public override IHints Hints => inner.Hints;

    public IReadOnlyList<string> TakeAll()
    {
        lock (ran)
        {
            string[] all = [.. ran];
            ran.Clear();
            return all;
        }
    }

    public override async ValueTask<DbConnection> OpenAsync(CancellationToken giveUp)
    {
        var connection = (SqliteConnection)await inner.OpenAsync(giveUp);
        raw.sqlite3_trace(connection.Handle, (_, statement) => Note(statement), null);
        return connection;
    }

    public override ValueTask<Fate> FateAsync(string transactionId, CancellationToken giveUp) => inner.FateAsync(transactionId, giveUp);

    public override bool IsDuplicate(DbException error, string table, string column, string index) => inner.IsDuplicate(error, table, column, index);

    public override ValueTask<bool> IsHealthyAsync(CancellationToken giveUp) => inner.IsHealthyAsync(giveUp);

    public override IJournal CreateJournal() => inner.CreateJournal();

    public override ValueTask<IReadOnlyList<string>?> ColumnsAsync(
        DbConnection connection, DbTransaction? transaction, string table, CancellationToken giveUp) => inner.ColumnsAsync(connection, transaction, table, giveUp);

    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    private void Note(string statement)
    {
        if (statement.AsSpan().TrimStart().StartsWith("PRAGMA", StringComparison.Ordinal))
            return;

        lock (ran)
            ran.Add(statement);
    }
}
