using System.Data.Common;
using Penstock.Relational;

namespace Penstock.Workers.Marker;

/// <summary>The marker's dead letters in their own table; one unresolved row a catalog entry.</summary>
internal sealed class CatalogDeadLetters(Store store, MarkerOptions options) : IDeadLetters
{
    private readonly string table = Dialect.Quote(options.DeadLetterTable);

    public async ValueTask ParkAsync(IReadOnlyList<DeadLetter> letters, DbTransaction? transaction, CancellationToken giveUp)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var rows = new Rows("v")
            .Add("id", [.. letters.Select(l => ((RowDelivery<CatalogRow>)l.Delivery).Id)])
            .Add("failures", [.. letters.Select(l => l.Delivery.Failures + 1)])
            .Add("error", [.. letters.Select(l => CatalogTable.ErrorText(l.Reason))]);

        // The entry's row is locked by this transaction, so nobody else can be adding a letter for it.
        await RunAsync(transaction, rows, $"""
            UPDATE {table} AS d SET error_message = v.error, retry_count = v.failures
            FROM {store.Dialect.From(rows)} WHERE d.catalog_entry_id = v.id AND NOT d.resolved
            """, giveUp);
        await RunAsync(transaction, rows, $"""
            INSERT INTO {table} (catalog_entry_id, created_at, error_message, retry_count, resolved)
            SELECT v.id, {store.Dialect.Now}, v.error, v.failures, {store.Dialect.False} FROM {store.Dialect.From(rows)}
            WHERE NOT EXISTS (SELECT 1 FROM {table} d WHERE d.catalog_entry_id = v.id AND NOT d.resolved)
            """, giveUp);
    }

    private async ValueTask RunAsync(DbTransaction transaction, Rows rows, string sql, CancellationToken giveUp)
    {
        var command = transaction.Command(sql);
        store.Dialect.Bind(command, rows);
        await command.RunAsync(giveUp);
    }
}
