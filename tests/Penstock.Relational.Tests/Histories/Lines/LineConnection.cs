using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace Penstock.Relational.Tests;

/// <summary>A connection on a <see cref="Line"/>. Broken, its transaction is undone and nothing goes through any more.</summary>
internal sealed class LineConnection(KeptConnection kept, Line line, Func<string, string>? rewrite, Action<KeptConnection> keep) : DbConnection
{
    private DbTransaction? transaction;
    private bool broken;
    private bool closed;

    [AllowNull]
    public override string ConnectionString
    {
        get => kept.Real.ConnectionString;
        set => kept.Real.ConnectionString = value;
    }

    public override string Database => kept.Real.Database;

    public override string DataSource => kept.Real.DataSource;

    public override string ServerVersion => kept.Real.ServerVersion;

    public override ConnectionState State => broken ? ConnectionState.Broken : kept.Real.State;

    public bool InTransaction => transaction is not null;

    public override void ChangeDatabase(string databaseName) => kept.Real.ChangeDatabase(databaseName);

    public override void Open() => kept.Real.Open();

    public override void Close()
    {
        if (broken || closed)
            return;

        closed = true;
        EndTransaction();
        line.Closed(this);
        keep(kept);
    }

    public void ThrowIfBroken()
    {
        if (broken || closed)
            throw new InvalidOperationException("The connection is broken.");
    }

    public void Break()
    {
        if (broken || closed)
            return;

        broken = true;
        EndTransaction();
        line.Closed(this);
        kept.Dispose();
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
        transaction = kept.Real.BeginTransaction();
        return new LineTransaction(this, transaction, line);
    }

    protected override DbCommand CreateDbCommand() => new LineCommand(this, kept, line, rewrite);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Close();
        base.Dispose(disposing);
    }
}
