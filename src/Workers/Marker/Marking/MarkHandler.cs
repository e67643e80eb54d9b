using System.Data.Common;
using Microsoft.Extensions.Logging;
using Penstock.Relational;

namespace Penstock.Workers.Marker;

/// <summary>Names, hashes and shards for a batch of rows, in one statement.</summary>
internal sealed class MarkHandler(
    Store store, MarkerOptions options, NameGenerator names, MarkFactory marks, NodeLease node, ILogger<MarkHandler> logger)
    : IBatchHandler<RowDelivery<CatalogRow>>
{
    // Each round skips twice as far: enough to leave behind any clock that was set back.
    private const int MostRounds = 26;

    private readonly Dialect dialect = store.Dialect;

    public async ValueTask HandleAsync(IReadOnlyList<RowDelivery<CatalogRow>> messages, Batch batch, CancellationToken giveUp)
    {
        await node.EnsureAsync(giveUp);
        for (var round = 0; !await TryMarkAsync(messages, batch, giveUp); round++)
        {
            if (round >= MostRounds)
                throw new DestinationException($"No free name was found in {MostRounds} rounds: DES_WRAP_BITS={options.WrapBits} leaves too few names a day.");

            Log.NamesCollided(logger, messages.Count);
            await batch.UndoAsync(giveUp);
            names.SkipAhead(TimeSpan.FromMilliseconds(1L << round));
        }

        if (messages.Any(m => m.Row.HasHistory || m.Row.Status is not null))
            await ClearHistoryAsync(messages, batch.Transaction!, giveUp);
    }

    // False: a name of ours is there already, which is never the row's fault.
    private async ValueTask<bool> TryMarkAsync(IReadOnlyList<RowDelivery<CatalogRow>> messages, Batch batch, CancellationToken giveUp)
    {
        try
        {
            var updated = await MarkAsync(messages, batch.Transaction!, giveUp);
            return updated == messages.Count
                ? true
                : throw new RejectedException($"{messages.Count - updated} of {messages.Count} rows did not take their name: a trigger or a rule suppresses the update.");
        }
        catch (DbException error) when (store.IsDuplicate(error, CatalogSchema.Catalog, "des_name", CatalogSchema.NameIndex))
        {
            return false;
        }
    }

    private async ValueTask<int> MarkAsync(IReadOnlyList<RowDelivery<CatalogRow>> messages, DbTransaction transaction, CancellationToken giveUp)
    {
        var made = marks.Fill(messages.Count);
        var rows = new Rows("v").Add("id", Ids(messages)).Add("name", made.Names).Add("hash", made.Hashes).Add("shard", made.Shards);
        var command = transaction.Command($"""
            UPDATE {CatalogSchema.Catalog} AS c
            SET des_name = v.name, des_hash = v.hash, des_shard = v.shard, des_status = @done, retry_count = 0, last_error = NULL
            FROM {dialect.From(rows)} WHERE c.id = v.id
            """, ("done", options.DoneStatus));
        dialect.Bind(command, rows);
        return await command.RunAsync(giveUp);
    }

    private async ValueTask ClearHistoryAsync(
        IReadOnlyList<RowDelivery<CatalogRow>> messages, DbTransaction transaction, CancellationToken giveUp)
    {
        var rows = new Rows("v").Add("id", Ids(messages.Where(m => m.Row.HasHistory || m.Row.Status is not null)));
        foreach (var sql in new[]
        {
            $"DELETE FROM {CatalogSchema.Waiting} WHERE catalog_entry_id IN (SELECT v.id FROM {dialect.From(rows)})",
            $"""
            UPDATE {Dialect.Quote(options.DeadLetterTable)} SET resolved = {dialect.True}, resolved_at = {dialect.Now}
            WHERE NOT resolved AND catalog_entry_id IN (SELECT v.id FROM {dialect.From(rows)})
            """,
        })
        {
            var command = transaction.Command(sql);
            dialect.Bind(command, rows);
            await command.RunAsync(giveUp);
        }
    }

    private static long[] Ids(IEnumerable<RowDelivery<CatalogRow>> rows) => [.. rows.Select(m => m.Id)];
}
