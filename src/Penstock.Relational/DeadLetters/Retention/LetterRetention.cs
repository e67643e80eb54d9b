using System.Data.Common;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Penstock.Relational;

/// <summary>
/// Drops what was kept long enough, in small transactions. What is dropped is counted and logged. <see cref="LetterKeeper"/> does it
/// for all processes on the store.
/// </summary>
public sealed class LetterRetention(Store store, LetterRetentionOptions options, ILogger<LetterRetention> logger)
{
    private const int Most = 1_000;

    private static readonly Meter Meter = new("Penstock.DeadLetters");
    private static readonly Counter<long> Drops = Meter.CreateCounter<long>(
        "penstock_dead_letters_dropped_total", description: "Dead letters dropped by retention, by their state.");

    private readonly LetterRetentionOptions options = options.Validated();
    private readonly Dialect dialect = store.Dialect;

    /// <returns>How many letters were dropped.</returns>
    public async ValueTask<long> RunAsync(CancellationToken stopping)
    {
        var dropped = await DropAsync(
            "resolved", $"resolved_at < {dialect.NowPlus("@age")}", "resolved_at", options.ResolvedFor, long.MaxValue, "their time is over", stopping);
        dropped += await DropAsync(
            "parked", $"resolved_at IS NULL AND parked_at < {dialect.NowPlus("@age")}", "parked_at", options.ParkedFor, long.MaxValue, "nobody saw to them in time", stopping);
        dropped += await DropExcessAsync(stopping);
        await new EmptyGroups(store).DropAsync(stopping);
        await new ReplayRetention(store, options.ResolvedFor).RunAsync(stopping);
        return dropped;
    }

    private async ValueTask<long> DropExcessAsync(CancellationToken stopping)
    {
        var excess = await CountAsync(stopping) - options.MostLetters;
        if (excess <= 0)
            return 0;

        var why = $"more than {options.MostLetters} were kept";
        var dropped = await DropAsync("resolved", "resolved_at IS NOT NULL", "resolved_at", null, excess, why, stopping);
        return dropped + await DropAsync("parked", "resolved_at IS NULL", "parked_at", null, excess - dropped, why, stopping);
    }

    private async ValueTask<long> CountAsync(CancellationToken stopping)
    {
        await using var connection = await store.OpenAsync(stopping);
        return await connection.Command("SELECT coalesce(CAST(sum(parked + resolved) AS BIGINT), 0) FROM penstock_dead_letter_groups").ScalarAsync<long>(stopping);
    }

    private async ValueTask<long> DropAsync(
        string state, string where, string order, TimeSpan? age, long atMost, string why, CancellationToken stopping)
    {
        long dropped = 0;
        while (dropped < atMost)
        {
            stopping.ThrowIfCancellationRequested();
            var max = (int)Math.Min(Most, atMost - dropped);
            var some = await DropSomeAsync(where, order, age, max, stopping);
            dropped += some;
            Drops.Add(some, new KeyValuePair<string, object?>("state", state));
            if (some < max)
                break;
        }

        if (dropped > 0)
            Log.LettersDropped(logger, dropped, state, store.Display, why);
        return dropped;
    }

    private async ValueTask<int> DropSomeAsync(string where, string order, TimeSpan? age, int max, CancellationToken stopping)
    {
        await using var connection = await store.OpenAsync(stopping);
        await using var transaction = await store.BeginAsync(connection, stopping);
        // Asked twice: on Postgres a letter may have been resolved while its lock was waited for.
        var command = transaction.Command(
            $"""
            DELETE FROM penstock_dead_letters WHERE {where} AND id IN (SELECT id FROM penstock_dead_letters WHERE {where} ORDER BY {order} LIMIT @max)
            RETURNING id, pipeline, fingerprint, resolved_at IS NULL
            """, ("max", max));
        if (age is { } span)
            command.Add("age", -span.TotalSeconds);
        var counts = new GroupCounts(dialect);
        var ids = await command.ListAsync(row => Count(counts, row), stopping);
        await counts.WriteAsync(transaction, stopping);
        await ForgetAsync(transaction, ids, stopping);
        await transaction.CommitAsync(stopping);
        return ids.Count;
    }

    private static long Count(GroupCounts counts, DbDataReader row)
    {
        var parked = row.GetBoolean(3) ? 1 : 0;
        counts.Add(row.GetString(1), row.GetString(2), -parked, parked - 1);
        return row.GetInt64(0);
    }

    private async ValueTask ForgetAsync(DbTransaction transaction, List<long> letters, CancellationToken stopping)
    {
        var rows = new Rows("v").Add("id", [.. letters]);
        int some;
        do
        {
            var command = transaction.Command($"""
                DELETE FROM penstock_dead_letter_history WHERE id IN (
                    SELECT h.id FROM penstock_dead_letter_history h WHERE h.letter IN (SELECT v.id FROM {dialect.From(rows)}) LIMIT {Most})
                """);
            dialect.Bind(command, rows);
            some = await command.RunAsync(stopping);
        }
        while (some == Most);
    }
}
