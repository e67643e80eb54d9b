using System.Data.Common;
using Penstock.Relational;

namespace Penstock.TestWorker;

/// <summary>A store like the one inside, but its journal forgets.</summary>
internal sealed class ForgetfulStore(Store inner) : Store
{
    public override Dialect Dialect => inner.Dialect;

    public override string Display => inner.Display;

    public override IFaultClassifier Faults => inner.Faults;

    public override IHints Hints => inner.Hints;

    public override ISessionLocks Locks => inner.Locks;

    public override ValueTask<DbConnection> OpenAsync(CancellationToken giveUp) => inner.OpenAsync(giveUp);

    public override ValueTask<DbTransaction> BeginAsync(DbConnection connection, CancellationToken giveUp) => inner.BeginAsync(connection, giveUp);

    public override ValueTask<DbTransaction?> TryBeginAsync(DbConnection connection, CancellationToken giveUp) =>
        inner.TryBeginAsync(connection, giveUp);

    public override ValueTask<Fate> FateAsync(string transactionId, CancellationToken giveUp) => inner.FateAsync(transactionId, giveUp);

    public override ValueTask VerifyAsync(DbTransaction transaction, CancellationToken giveUp) => inner.VerifyAsync(transaction, giveUp);

    public override bool IsDuplicate(DbException error, string table, string column, string index) =>
        inner.IsDuplicate(error, table, column, index);

    public override ValueTask<bool> IsHealthyAsync(CancellationToken giveUp) => inner.IsHealthyAsync(giveUp);

    public override ValueTask LockMigrationsAsync(DbTransaction transaction, CancellationToken giveUp) =>
        inner.LockMigrationsAsync(transaction, giveUp);

    public override IJournal CreateJournal() => new Forgetful();

    public override ValueTask<IReadOnlyList<string>?> ColumnsAsync(
        DbConnection connection, DbTransaction? transaction, string table, CancellationToken giveUp) =>
        inner.ColumnsAsync(connection, transaction, table, giveUp);

    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    private sealed class Forgetful : IJournal
    {
        private static readonly Dictionary<string, int> Nothing = [];

        public ValueTask HoldAsync(string pipeline, int slot, IReadOnlyList<string> origins, CancellationToken giveUp) => ValueTask.CompletedTask;

        public ValueTask<IReadOnlyDictionary<string, int>> ClaimAsync(
            string pipeline, int slot, IReadOnlyList<string> origins, CancellationToken giveUp) => ValueTask.FromResult<IReadOnlyDictionary<string, int>>(Nothing);

        public ValueTask ForgetAsync(string pipeline, IReadOnlyList<string> origins, CancellationToken giveUp) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
