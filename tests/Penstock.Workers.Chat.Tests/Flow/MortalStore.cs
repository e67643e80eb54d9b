using System.Collections.Concurrent;
using System.Data.Common;
using Penstock.Relational;

namespace Penstock.Workers.Chat.Tests;

/// <summary>A process's store, which can die with it: what was open is rolled back, its locks are free, and nothing is answered any more.</summary>
internal sealed class MortalStore(Store inner) : Store
{
    private readonly ConcurrentBag<DbConnection> opened = [];
    private readonly TaskCompletionSource dead = new();

    public override Dialect Dialect => inner.Dialect;

    public override string Display => inner.Display;

    public override IFaultClassifier Faults => inner.Faults;

    public override ISessionLocks Locks => inner.Locks;

    public override IHints Hints => inner.Hints;

    private bool IsDead => dead.Task.IsCompleted;

    /// <summary>As the system does it to a process that was killed.</summary>
    /// <param name="cut">Ends its connections from the other side; null where there is none.</param>
    public async Task KillAsync(Func<Task>? cut)
    {
        dead.TrySetResult();
        if (cut is not null)
            await cut();
        foreach (var connection in cut is null ? opened : [])
            await connection.DisposeAsync();
        await inner.DisposeAsync();
    }

    public override async ValueTask<DbConnection> OpenAsync(CancellationToken giveUp)
    {
        await AliveAsync(giveUp);
        var connection = await inner.OpenAsync(giveUp);
        opened.Add(connection);
        await AliveAsync(giveUp);
        return connection;
    }

    public override ValueTask<DbTransaction> BeginAsync(DbConnection connection, CancellationToken giveUp) => inner.BeginAsync(connection, giveUp);

    public override ValueTask<DbTransaction?> TryBeginAsync(DbConnection connection, CancellationToken giveUp) => inner.TryBeginAsync(connection, giveUp);

    public override ValueTask<Relational.Fate> FateAsync(string transactionId, CancellationToken giveUp) => inner.FateAsync(transactionId, giveUp);

    public override ValueTask InsertAsync(DbTransaction transaction, string table, Rows rows, CancellationToken giveUp) =>
        inner.InsertAsync(transaction, table, rows, giveUp);

    public override ValueTask VerifyAsync(DbTransaction transaction, CancellationToken giveUp) => inner.VerifyAsync(transaction, giveUp);

    public override bool IsDuplicate(DbException error, string table, string column, string index) => inner.IsDuplicate(error, table, column, index);

    public override async ValueTask<bool> IsHealthyAsync(CancellationToken giveUp)
    {
        await AliveAsync(giveUp);
        return await inner.IsHealthyAsync(giveUp);
    }

    public override IJournal CreateJournal() => inner.CreateJournal();

    public override ValueTask<IReadOnlyList<string>?> ColumnsAsync(
        DbConnection connection, DbTransaction? transaction, string table, CancellationToken giveUp) =>
        inner.ColumnsAsync(connection, transaction, table, giveUp);

    public override ValueTask DisposeAsync() => IsDead ? ValueTask.CompletedTask : inner.DisposeAsync();

    private Task AliveAsync(CancellationToken giveUp) =>
        IsDead ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, giveUp) : Task.CompletedTask;
}
