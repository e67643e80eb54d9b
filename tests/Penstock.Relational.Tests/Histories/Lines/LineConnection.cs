using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace Penstock.Relational.Tests;

/// <summary>A connection on a <see cref="Line"/>. Broken, its transaction is undone and nothing goes through any more.</summary>
internal sealed class LineConnection(DbConnection inner, Line line, Func<string, string>? rewrite) : DbConnection
{
    private DbTransaction? transaction;
    private bool broken;

    [AllowNull]
    public override string ConnectionString
    {
        get => inner.ConnectionString;
        set => inner.ConnectionString = value;
    }

    public override string Database => inner.Database;

    public override string DataSource => inner.DataSource;

    public override string ServerVersion => inner.ServerVersion;

    public override ConnectionState State => broken ? ConnectionState.Broken : inner.State;

    public bool InTransaction => transaction is not null;

    public override void ChangeDatabase(string databaseName) => inner.ChangeDatabase(databaseName);

    public override void Open() => inner.Open();

    public override void Close() => Break();

    public void ThrowIfBroken()
    {
        if (broken)
            throw new InvalidOperationException("The connection is broken.");
    }

    public void Break()
    {
        broken = true;
        EndTransaction();
        line.Closed(this);
        inner.Dispose();
    }

    /// <summary>Committed, or undone where it was not.</summary>
    public void EndTransaction()
    {
        transaction?.Dispose();
        transaction = null;
        line.Writers.Free(this);
    }

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) =>
        throw new NotSupportedException("A simulated process waits asynchronously.");

    protected override async ValueTask<DbTransaction> BeginDbTransactionAsync(IsolationLevel isolationLevel, CancellationToken cancellationToken)
    {
        await line.SentAsync(this, Phase.Other, writes: true, cancellationToken);
        line.Writers.Take(this);
        transaction = inner.BeginTransaction();
        return new LineTransaction(this, transaction, line);
    }

    protected override DbCommand CreateDbCommand() => new LineCommand(this, inner.CreateCommand(), line, rewrite);

    protected override void Dispose(bool disposing)
    {
        if (disposing && !broken)
            Break();
        base.Dispose(disposing);
    }
}
