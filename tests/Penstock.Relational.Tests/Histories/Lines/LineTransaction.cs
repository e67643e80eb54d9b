using System.Data;
using System.Data.Common;

namespace Penstock.Relational.Tests;

/// <summary>A transaction on a <see cref="Line"/>: its COMMIT may be lost, or its answer.</summary>
internal sealed class LineTransaction(LineConnection connection, DbTransaction inner, Line line) : DbTransaction
{
    public DbTransaction Inner => inner;

    public override IsolationLevel IsolationLevel => inner.IsolationLevel;

    protected override DbConnection DbConnection => connection;

    public override void Commit() => throw new NotSupportedException("A simulated process waits asynchronously.");

    public override void Rollback() => connection.EndTransaction();

    public override async Task CommitAsync(CancellationToken cancellationToken = default)
    {
        await line.SentAsync(connection, Phase.Commit, writes: false, cancellationToken);
        inner.Commit();
        connection.EndTransaction();
        line.Tell("committed");
        await line.AnsweredAsync(connection, Phase.Commit);
    }

    public override bool SupportsSavepoints => true;

    public override Task SaveAsync(string savepointName, CancellationToken cancellationToken = default) => OnLineAsync(() => inner.Save(savepointName));

    public override Task RollbackAsync(string savepointName, CancellationToken cancellationToken = default) =>
        OnLineAsync(() => inner.Rollback(savepointName));

    public override Task ReleaseAsync(string savepointName, CancellationToken cancellationToken = default) =>
        OnLineAsync(() => inner.Release(savepointName));

    public override Task RollbackAsync(CancellationToken cancellationToken = default)
    {
        connection.EndTransaction();
        return Task.CompletedTask;
    }

    private async Task OnLineAsync(Action what)
    {
        await line.SentAsync(connection, Phase.Other, writes: false, CancellationToken.None);
        what();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            connection.EndTransaction();
        base.Dispose(disposing);
    }
}
