using System.Data;
using System.Data.Common;
using Npgsql;
using Penstock.Relational;

namespace Penstock.Postgres;

/// <summary>A PostgreSQL, 13 or later: its answer to what became of a transaction is needed.</summary>
public sealed class PostgresStore : Store
{
    // Claims and settlements touch rows by their keys: what the planner guesses of a table that was just filled, or that nobody
    // analysed, must not turn them into scans.
    private const string PlannerOptions =
        "-c random_page_cost=1.1 -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off -c timezone=UTC";

    private readonly NpgsqlDataSource source;
    private readonly NpgsqlConnectionStringBuilder probing;
    private readonly PostgresSession session;
    private readonly PostgresHints hints;
    private readonly int connections;
    private int inUse;

    /// <exception cref="FormatException">The address is no Postgres address.</exception>
    public PostgresStore(StoreUrl url, TimeProvider clock, PostgresOptions? options = null)
    {
        var chosen = options ?? new PostgresOptions();
        var settings = PostgresUrl.Parse(url);
        settings.ApplicationName ??= "penstock";
        settings.Timeout = 5;
        settings.CommandTimeout = (int)Math.Ceiling(chosen.StatementTimeout.TotalSeconds) + 5;
        settings.KeepAlive = 30;
        settings.MaxPoolSize = chosen.MaxConnections;
        // Nothing here changes a session's settings, so that a connection needs no seven statements of cleaning between two batches.
        settings.NoResetOnClose = true;
        settings.MaxAutoPrepare = 50;
        settings.AutoPrepareMinUsages = 3;
        settings.IncludeErrorDetail = true;
        connections = chosen.MaxConnections;
        Display = url.ToString();
        probing = new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Pooling = false, Timeout = 1, CommandTimeout = 1 };
        session = new PostgresSession(With(settings, "-c synchronous_commit=off", pooling: false), clock);
        source = NpgsqlDataSource.Create(With(settings, PlannerOptions
            + $" -c idle_in_transaction_session_timeout={Milliseconds(chosen.Lease)} -c lock_timeout={Milliseconds(chosen.LockTimeout)}"
            + $" -c statement_timeout={Milliseconds(chosen.StatementTimeout)}"));
        hints = new PostgresHints(source, With(settings, PlannerOptions, pooling: false), clock);
    }

    public override Dialect Dialect { get; } = new PostgresDialect();

    public override string Display { get; }

    public override IFaultClassifier Faults { get; } = new PostgresFaults();

    public override ISessionLocks Locks => session;

    public override IHints Hints => hints;

    public override double BusyRatio => (double)Volatile.Read(ref inUse) / connections;

    public override async ValueTask<DbConnection> OpenAsync(CancellationToken giveUp)
    {
        var connection = await source.OpenConnectionAsync(giveUp);
        Interlocked.Increment(ref inUse);
        connection.StateChange += (_, change) =>
        {
            // A broken one is closed by its user: only then its place is free.
            if (change.CurrentState == ConnectionState.Closed)
                Interlocked.Decrement(ref inUse);
        };
        return connection;
    }

    public override async ValueTask<Fate> FateAsync(string transactionId, CancellationToken giveUp)
    {
        await using var connection = await source.OpenConnectionAsync(giveUp);
        var status = await connection.Command($"SELECT pg_xact_status('{ulong.Parse(transactionId, null)}'::xid8)").ScalarAsync<string>(giveUp);
        return status switch
        {
            "committed" => Fate.Committed,
            "in progress" => Fate.InProgress,
            _ => Fate.Aborted,
        };
    }

    public override ValueTask InsertAsync(DbTransaction transaction, string table, Rows rows, CancellationToken giveUp) =>
        rows.Count < PostgresCopy.From ? base.InsertAsync(transaction, table, rows, giveUp) : PostgresCopy.InsertAsync(transaction, table, rows, giveUp);

    public override async ValueTask VerifyAsync(DbTransaction transaction, CancellationToken giveUp) =>
        await transaction.Command("SET CONSTRAINTS ALL IMMEDIATE").RunAsync(giveUp);

    public override bool IsDuplicate(DbException error, string table, string column, string index) =>
        error is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } duplicate && duplicate.ConstraintName == index;

    public override async ValueTask<bool> IsHealthyAsync(CancellationToken giveUp)
    {
        try
        {
            await using var connection = new NpgsqlConnection(probing.ConnectionString);
            await connection.OpenAsync(giveUp);
            return true;
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            // What the pool still holds was opened before the outage: none of it is of use after it.
            source.Clear();
            return false;
        }
    }

    public override async ValueTask LockMigrationsAsync(DbTransaction transaction, CancellationToken giveUp) =>
        await transaction.Command("SELECT pg_advisory_xact_lock(hashtext('penstock.migrations'), 0)").RunAsync(giveUp);

    public override IJournal CreateJournal() => new PostgresJournal(session);

    public override ITraceReader JournalTrace => new PostgresJournalTrace(this);

    public override async ValueTask<IReadOnlyList<string>?> ColumnsAsync(
        DbConnection connection, DbTransaction? transaction, string table, CancellationToken giveUp)
    {
        await using var command = connection.Command(
            "SELECT attname::text FROM pg_attribute WHERE attrelid = to_regclass(@table) AND attnum > 0 AND NOT attisdropped",
            ("table", $"\"{table}\""));
        command.Transaction = transaction;
        var columns = await command.ListAsync(r => r.GetString(0), giveUp);
        return columns.Count == 0 ? null : columns;
    }

    public override async ValueTask DisposeAsync()
    {
        await hints.DisposeAsync();
        await session.DisposeAsync();
        await source.DisposeAsync();
    }

    private static string With(NpgsqlConnectionStringBuilder settings, string serverOptions, bool pooling = true) =>
        new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Options = serverOptions, Pooling = pooling }.ConnectionString;

    private static long Milliseconds(TimeSpan span) => (long)span.TotalMilliseconds;
}
