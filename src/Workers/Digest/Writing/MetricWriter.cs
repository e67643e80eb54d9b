using System.Data.Common;
using Microsoft.Extensions.Logging;
using Penstock.Relational;

namespace Penstock.Workers.Digest;

/// <summary>
/// Writes a batch of messages in one transaction: all rows of both exporters, and that their servers were seen. What is there already
/// stays, so that a message that comes again, or an agent that sends again, changes nothing.
/// Nearly always all is new, and rows that need not be looked for first cost the store half: they are tried so.
/// </summary>
internal sealed class MetricWriter : IBatchHandler<Payload>
{
    // Rows that are looked for first, after one was there: so many batches.
    private const int CarefulBatches = 20;

    private readonly Store store;
    private readonly DigestMetrics metrics;
    private readonly ILogger<MetricWriter> logger;
    private readonly DigestTables tables;
    private readonly Seldom toldUnknown;
    private int careful;

    public MetricWriter(Store store, DigestMetrics metrics, TimeProvider clock, ILogger<MetricWriter> logger)
    {
        (this.store, this.metrics, this.logger, toldUnknown) = (store, metrics, logger, new Seldom(clock));
        tables = new DigestTables(store.Dialect);
    }

    public async ValueTask HandleAsync(IReadOnlyList<Payload> messages, Batch batch, CancellationToken giveUp)
    {
        var rows = new MetricRows(messages);
        if (!await TryInsertAsync(rows, giveUp))
            await WriteAsync(rows, MergeAsync, giveUp);
        foreach (var message in messages)
            metrics.Passed(message.UnknownExporters);
    }

    private async ValueTask<bool> TryInsertAsync(MetricRows rows, CancellationToken giveUp)
    {
        // Where one came again, others are on their way: a takeover, an agent that sends what it had kept.
        if (Volatile.Read(ref careful) > 0 && Interlocked.Decrement(ref careful) >= 0)
            return false;

        try
        {
            await WriteAsync(rows, store.InsertAsync, giveUp);
            return true;
        }
        catch (DbException error) when (IsThereAlready(error))
        {
            Volatile.Write(ref careful, CarefulBatches);
            return false;
        }
    }

    private async ValueTask WriteAsync(MetricRows rows, Func<DbTransaction, string, Rows, CancellationToken, ValueTask> write, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        await using var transaction = await store.BeginAsync(connection, giveUp);
        if (rows.Nodes > 0)
            await write(transaction, tables.Metrics, rows.NodeRows(), giveUp);
        if (rows.Processes > 0)
            await write(transaction, tables.Processes, rows.ProcessRows(), giveUp);
        await SeeAsync(transaction, rows, giveUp);
        await transaction.CommitAsync(giveUp);
    }

    private bool IsThereAlready(DbException error) =>
        store.IsDuplicate(error, tables.Metrics, "server_id", DigestSchema.MetricsKey)
        || store.IsDuplicate(error, tables.Processes, "server_id", DigestSchema.ProcessesKey);

    private async ValueTask MergeAsync(DbTransaction transaction, string table, Rows rows, CancellationToken giveUp)
    {
        var columns = string.Join(", ", rows.Columns.Select(c => c.Name));
        var command = transaction.Command($"INSERT INTO {table} ({columns}) SELECT {columns} FROM {store.Dialect.From(rows)} WHERE 1 = 1 ON CONFLICT DO NOTHING");
        store.Dialect.Bind(command, rows);
        await command.RunAsync(giveUp);
    }

    // Last, and in the order of their ids: these rows are everybody's, and held only until the commit.
    private async ValueTask SeeAsync(DbTransaction transaction, MetricRows rows, CancellationToken giveUp)
    {
        var (dialect, ids) = (store.Dialect, rows.ServerRows());
        var command = transaction.Command($"""
            UPDATE {tables.Servers} SET last_seen_at = {dialect.Now}, updated_at = {dialect.Now}
            WHERE id IN (SELECT s.id FROM {tables.Servers} s WHERE {dialect.IsAmong("s.server_id", ids)} ORDER BY s.server_id {dialect.Hold("s")})
            RETURNING server_id
            """);
        dialect.Bind(command, ids);
        var seen = await command.ListAsync(r => r.GetString(0), giveUp);
        if (seen.Count < rows.Servers.Count && toldUnknown.IsDue())
            Log.ServersUnknown(logger, string.Join(", ", rows.Servers.Except(seen, StringComparer.Ordinal).Take(20)), rows.Servers.Count - seen.Count);
    }
}
