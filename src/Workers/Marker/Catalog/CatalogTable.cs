using System.Data.Common;
using Penstock.Relational;

namespace Penstock.Workers.Marker;

/// <summary>Which catalog rows are to be marked, and how their failures are written.</summary>
internal sealed class CatalogTable(Store store, MarkerOptions options, IDeadLetters deadLetters) : ITable<CatalogRow>
{
    private const string Savepoint = "penstock_failed";
    private const int ErrorCharacters = 500;
    private const double NeverSeconds = 100 * 365 * 86_400.0;

    private readonly Dialect dialect = store.Dialect;

    // A wait is void once somebody has changed the row's status or count: an operator's retry is obeyed at once.
    private string Select => $"""
        SELECT c.id, c.des_status, coalesce(c.retry_count, 0),
               CASE WHEN w.catalog_entry_id IS NULL OR {Changed} THEN coalesce(c.retry_count, 0) ELSE w.failures END,
               w.catalog_entry_id IS NOT NULL, {dialect.TransactionId}
        {From}
        """;

    private static string From => $"FROM {CatalogSchema.Catalog} c LEFT JOIN {CatalogSchema.Waiting} w ON w.catalog_entry_id = c.id";

    private static string Changed =>
        "w.des_status IS DISTINCT FROM c.des_status OR w.retry_count <> coalesce(c.retry_count, 0)";

    private static string Candidate => CatalogSchema.Candidate.Replace("des_", "c.des_", StringComparison.Ordinal);

    private string Age => options.MaxAgeDays > 0 ? $"AND c.created_at <= {dialect.NowPlus("@age")}" : string.Empty;

    private string ToDo => $"WHERE {Candidate} {Age} AND c.id > @above AND (w.until IS NULL OR w.until <= {dialect.Now} OR {Changed}) ORDER BY c.id LIMIT @max";

    public ValueTask<Claim<CatalogRow>> ClaimAsync(DbTransaction transaction, long above, int max, CancellationToken giveUp) =>
        ReadAsync(Bind(transaction.Command($"{Select} {ToDo} {dialect.SkipLocked("c")}"), above, max), giveUp);

    public async ValueTask<bool> MayHaveAsync(DbConnection connection, CancellationToken giveUp) =>
        (await Bind(connection.Command($"SELECT c.id {From} {ToDo}"), long.MinValue, 1).ListAsync(r => r.GetInt64(0), giveUp)).Count > 0;

    public async ValueTask<Claim<CatalogRow>> ReclaimAsync(
        DbTransaction transaction, IReadOnlyList<RowDelivery<CatalogRow>> rows, CancellationToken giveUp)
    {
        var wanted = new Rows("v").Add("id", [.. rows.Select(r => r.Id)]);
        var command = transaction.Command($"""
            {Select}
            WHERE {Candidate} AND c.id IN (SELECT v.id FROM {dialect.From(wanted)}) ORDER BY c.id {dialect.SkipLocked("c")}
            """);
        dialect.Bind(command, wanted);
        var claim = await ReadAsync(command, giveUp);
        var failures = rows.ToDictionary(r => r.Id, r => r.Failures);
        return claim with { Rows = [.. claim.Rows.Where(r => r.Failures == failures[r.Id])] };
    }

    public async ValueTask FailAsync(DbTransaction transaction, IReadOnlyList<FailedRow<CatalogRow>> rows, CancellationToken giveUp)
    {
        if (rows.Count == 0)
            return;

        var stubborn = await WriteStatusAsync(transaction, rows, giveUp);
        await WriteWaitsAsync(transaction, rows, stubborn, giveUp);
        var letters = rows.Where(r => r.Settlement is Settlement.DeadLetter).Select(r => new DeadLetter("marker", r.Row, r.Reason)).ToList();
        if (letters.Count > 0 && options.EnableDeadLetterQueue)
            await deadLetters.ParkAsync(letters, transaction, giveUp);
    }

    private DbCommand Bind(DbCommand command, long above, int max)
    {
        command.Add("above", above);
        command.Add("max", max);
        if (options.MaxAgeDays > 0)
            command.Add("age", -options.MaxAgeDays * 86_400);
        return command;
    }

    private static async ValueTask<Claim<CatalogRow>> ReadAsync(DbCommand command, CancellationToken giveUp)
    {
        string? transactionId = null;
        var rows = await command.ListAsync(
            reader =>
            {
                transactionId ??= reader.IsDBNull(5) ? null : reader.GetString(5);
                var row = new CatalogRow(reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetInt32(2), reader.GetBoolean(4));
                return new RowDelivery<CatalogRow>(reader.GetInt64(0), row) { Failures = reader.GetInt32(3) };
            },
            giveUp);
        return new Claim<CatalogRow>(rows, transactionId);
    }

    // The rows that refuse even this (a trigger, a constraint) are returned: their failure is kept beside them.
    private async ValueTask<HashSet<long>> WriteStatusAsync(
        DbTransaction transaction, IReadOnlyList<FailedRow<CatalogRow>> rows, CancellationToken giveUp)
    {
        var stubborn = new HashSet<long>();
        if (await TryWriteStatusAsync(transaction, rows, giveUp))
            return stubborn;

        foreach (var row in rows)
        {
            if (!await TryWriteStatusAsync(transaction, [row], giveUp))
                stubborn.Add(row.Row.Id);
        }

        return stubborn;
    }

    private async ValueTask<bool> TryWriteStatusAsync(
        DbTransaction transaction, IReadOnlyList<FailedRow<CatalogRow>> rows, CancellationToken giveUp)
    {
        var values = new Rows("v")
            .Add("id", [.. rows.Select(r => r.Row.Id)])
            .Add("status", [.. rows.Select(r => r.Settlement is Settlement.DeadLetter ? "failed" : "retry")])
            .Add("failures", [.. rows.Select(r => r.Row.Failures + 1)])
            .Add("error", [.. rows.Select(r => ErrorText(r.Reason))]);
        await transaction.SaveAsync(Savepoint, giveUp);
        try
        {
            var command = transaction.Command($"""
                UPDATE {CatalogSchema.Catalog} AS c SET des_status = v.status, retry_count = v.failures, last_error = v.error
                FROM {dialect.From(values)} WHERE c.id = v.id
                """);
            dialect.Bind(command, values);
            var written = await command.RunAsync(giveUp);
            await store.VerifyAsync(transaction, giveUp);
            if (written == rows.Count)
                return true;
        }
        catch (DbException error) when (store.Faults.Classify(error) == Blame.Message)
        {
            // Undone below, and told by the return value.
        }

        await transaction.RollbackAsync(Savepoint, giveUp);
        return false;
    }

    private async ValueTask WriteWaitsAsync(
        DbTransaction transaction, IReadOnlyList<FailedRow<CatalogRow>> rows, HashSet<long> stubborn, CancellationToken giveUp)
    {
        var waits = rows.Where(r => r.Settlement is Settlement.Retry || stubborn.Contains(r.Row.Id)).ToList();
        if (waits.Count == 0)
            return;

        var values = new Rows("v")
            .Add("id", [.. waits.Select(r => r.Row.Id)])
            .Add("seconds", [.. waits.Select(r => r.Settlement is Settlement.Retry retry ? retry.After.TotalSeconds : NeverSeconds)])
            .Add("status", [.. waits.Select(r => stubborn.Contains(r.Row.Id) ? r.Row.Row.Status : "retry")])
            .Add("retries", [.. waits.Select(r => stubborn.Contains(r.Row.Id) ? r.Row.Row.RetryCount : r.Row.Failures + 1)])
            .Add("failures", [.. waits.Select(r => r.Row.Failures + 1)]);
        var command = transaction.Command($"""
            INSERT INTO {CatalogSchema.Waiting} (catalog_entry_id, until, des_status, retry_count, failures)
            SELECT v.id, {dialect.NowPlus("v.seconds")}, v.status, v.retries, v.failures FROM {dialect.From(values)} WHERE v.id IS NOT NULL
            ON CONFLICT (catalog_entry_id) DO UPDATE
            SET until = excluded.until, des_status = excluded.des_status, retry_count = excluded.retry_count, failures = excluded.failures
            """);
        dialect.Bind(command, values);
        await command.RunAsync(giveUp);
    }

    // A text column takes no NUL.
    internal static string ErrorText(Reason reason) => reason.Cut(ErrorCharacters).Replace("\0", string.Empty, StringComparison.Ordinal);
}
