using System.Data.Common;
using Microsoft.Data.Sqlite;
using Penstock.Relational;

namespace Penstock.Sqlite;

/// <summary>A SQLite file: WAL, one writer at a time, every commit on the disk before it counts.</summary>
public sealed class SqliteStore : Store
{
    private const int Busy = 5;
    private const string GivenClock = "penstock_now";

    private readonly string path;
    private readonly string connectionString;
    private readonly TimeProvider clock;
    private readonly FileLocks locks;
    private readonly bool readOnly;
    private readonly bool timeIsGiven;

    /// <exception cref="FormatException">The address is no SQLite address, or its folder does not exist.</exception>
    public SqliteStore(StoreUrl url, TimeProvider clock, SqliteOptions? options = null)
    {
        var chosen = options ?? new SqliteOptions();
        (this.clock, readOnly, timeIsGiven) = (clock, chosen.ReadOnly, chosen.TimeIsGiven);
        Dialect = new SqliteDialect(timeIsGiven ? $"{GivenClock}()" : SqliteDialect.OwnClock);
        path = SqliteUrl.PathOf(url);
        Display = url.ToString();
        connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = readOnly && !File.Exists(path) ? ":memory:" : path,
            Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
            ForeignKeys = true,
            DefaultTimeout = (int)Math.Ceiling(chosen.BusyTimeout.TotalSeconds),
        }.ConnectionString;
        locks = new FileLocks(path + "-penstock");
    }

    public override Dialect Dialect { get; }

    public override string Display { get; }

    public override IFaultClassifier Faults { get; } = new SqliteFaults();

    public override ISessionLocks Locks => locks;

    public override IHints Hints { get; } = new HeartbeatHints();

    public override async ValueTask<DbConnection> OpenAsync(CancellationToken giveUp)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            await connection.OpenAsync(giveUp);
            if (timeIsGiven)
                connection.CreateFunction(GivenClock, () => (string)Dialect.ToColumn(clock.GetUtcNow()));
            if (!readOnly)
                await connection.Command("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL").RunAsync(giveUp);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public override async ValueTask<DbTransaction?> TryBeginAsync(DbConnection connection, CancellationToken giveUp)
    {
        try
        {
            return await BeginAsync(connection, giveUp);
        }
        catch (SqliteException busy) when (busy.SqliteErrorCode == Busy)
        {
            return null;
        }
    }

    public override ValueTask<Fate> FateAsync(string transactionId, CancellationToken giveUp) =>
        throw new NotSupportedException("A commit in SQLite is never in doubt.");

    public override bool IsDuplicate(DbException error, string table, string column, string index) =>
        error is SqliteException { SqliteErrorCode: 19 } && error.Message.Contains($"UNIQUE constraint failed: {table}.{column}", StringComparison.Ordinal);

    public override async ValueTask<bool> IsHealthyAsync(CancellationToken giveUp)
    {
        try
        {
            await using var connection = new SqliteConnection(connectionString);
            await connection.OpenAsync(giveUp);
            return true;
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    public override IJournal CreateJournal() => new SqliteJournal(JournalPath, locks, clock);

    public override ITraceReader JournalTrace => new SqliteJournalTrace(JournalPath);

    public override async ValueTask<IReadOnlyList<string>?> ColumnsAsync(
        DbConnection connection, DbTransaction? transaction, string table, CancellationToken giveUp)
    {
        await using var command = connection.Command("SELECT name FROM pragma_table_info(@table)", ("table", table));
        command.Transaction = transaction;
        var columns = await command.ListAsync(r => r.GetString(0), giveUp);
        return columns.Count == 0 ? null : columns;
    }

    private string JournalPath => Path.Combine(path + "-penstock", "journal.db");

    public override ValueTask DisposeAsync()
    {
        locks.Dispose();
        using var pooled = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(pooled);
        return ValueTask.CompletedTask;
    }
}
