using Penstock.Relational;

namespace Penstock.Workers.Marker;

/// <summary>What a run did.</summary>
/// <param name="Marked">Rows marked and committed.</param>
/// <param name="GivenUp">Rows that failed for good; each has a dead letter, where those are on.</param>
public sealed record MarkedSoFar(long Marked, long GivenUp);

/// <summary>Runs the marker until nothing is left for it: no row to claim, and no retry that falls due within the hour.</summary>
public sealed class MarkUntilDone
{
    // A retry that is due but can't be claimed is in another process's hands: look again a little later.
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(250);

    private readonly Pipeline pipeline;
    private readonly Store store;
    private readonly MarkerOptions options;
    private readonly MarkerMetrics metrics;
    private readonly TimeProvider clock;

    internal MarkUntilDone(Pipeline pipeline, Store store, MarkerOptions options, MarkerMetrics metrics, TimeProvider clock) =>
        (this.pipeline, this.store, this.options, this.metrics, this.clock) = (pipeline, store, options, metrics, clock);

    /// <summary>Ends early, with the batch in hand settled, when <paramref name="stopping"/> is cancelled.</summary>
    public async Task<MarkedSoFar> RunAsync(CancellationToken stopping)
    {
        try
        {
            await pipeline.RunAsync(stopping, once: true);
            while (!stopping.IsCancellationRequested && await NextRetryAsync(stopping) is { } wait)
            {
                await Task.Delay(wait > Least ? wait : Least, clock, stopping);
                await pipeline.RunAsync(stopping, once: true);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Only a wait was cut short.
        }

        return new(metrics.Marked, metrics.GivenUp);
    }

    private async Task<TimeSpan?> NextRetryAsync(CancellationToken giveUp)
    {
        var dialect = store.Dialect;
        // As the claim asks: without a least age, rows from the future count too.
        var age = options.MaxAgeDays > 0 ? $"AND c.created_at <= {dialect.NowPlus("@age")}" : string.Empty;
        await using var connection = await store.OpenAsync(giveUp);
        var seconds = await connection.Command($"""
            SELECT {dialect.SecondsBetween(dialect.Now, "min(w.until)")} FROM {CatalogSchema.Waiting} w
            JOIN {CatalogSchema.Catalog} c ON c.id = w.catalog_entry_id
            WHERE {CatalogSchema.Candidate.Replace("des_", "c.des_", StringComparison.Ordinal)}
              AND w.until <= {dialect.NowPlus("3600")} {age}
            """, ("age", -options.MaxAgeDays * 86_400)).ScalarAsync<double?>(giveUp);
        return seconds is { } due ? TimeSpan.FromSeconds(due) : null;
    }
}
