using Penstock.Relational;
using Penstock.Workers.Marker;

namespace Penstock.Bench;

/// <summary>What the marker's claim of 1,000 rows takes, on a small backlog and on a large one.</summary>
internal sealed class ClaimBench(string url, TextWriter progress, TimeProvider clock, CancellationToken cancellation)
{
    private const int Few = 1_000;
    private const int Many = 1_000_000;
    private const int Done = Many / 2;
    private const int ClaimsARound = 20;

    public async Task<IReadOnlyList<BenchRow>> RunAsync()
    {
        await using var small = await FilledAsync(Few);
        await using var large = await FilledAsync(Many);
        var unanalysed = await CompareAsync("claim of 1,000 at 1,000,000 against 1,000 rows, never analysed", small, large, 0);
        await small.RunAsync("VACUUM ANALYZE");
        await large.RunAsync("VACUUM ANALYZE");
        var analysed = await CompareAsync("claim of 1,000 at 1,000,000 against 1,000 rows, analysed", small, large, 0);
        await large.RunAsync($"UPDATE {CatalogSchema.Catalog} SET des_name = 'bench-' || id, des_status = 'marked' WHERE id <= {Done}");
        var above = await CompareAsync("claim of 1,000 above 500,000 rows just marked and not vacuumed", small, large, Done);
        var sweep = await CompareAsync("the same from the lowest id, as once a second", small, large, 0);
        return [unanalysed, analysed, above, sweep];
    }

    private async Task<BenchDatabase> FilledAsync(int rows)
    {
        await progress.WriteLineAsync($"claim: filling {rows:#,0} rows");
        var database = await MarkerBacklog.CreateAsync(url);
        await database.RunAsync($"ALTER TABLE {CatalogSchema.Catalog} SET (autovacuum_enabled = off)");
        await database.FillAsync(rows, analyse: false);
        return database;
    }

    private async Task<BenchRow> CompareAsync(string what, BenchDatabase small, BenchDatabase large, long above)
    {
        var times = await new Rounds(progress, cancellation).MediansAsync(
            ($"{what}, large, ms", () => ClaimsAsync(large, above)), ($"{what}, small, ms", () => ClaimsAsync(small, 0)));
        return BenchRow.Against(MarkerBench.Name, what, "ms", times[0], times[1]);
    }

    private async Task<double> ClaimsAsync(BenchDatabase database, long above)
    {
        var table = new CatalogTable(database.Store, MarkerRun.Options, new CatalogDeadLetters(database.Store, MarkerRun.Options));
        await using var connection = await database.Store.OpenAsync(cancellation);
        var times = new List<double>();
        for (var i = 0; i < ClaimsARound; i++)
        {
            await using var transaction = await database.Store.BeginAsync(connection, cancellation);
            var startedAt = clock.GetTimestamp();
            var claim = await table.ClaimAsync(transaction, above, Few, cancellation);
            times.Add(clock.GetElapsedTime(startedAt).TotalMilliseconds);
            if (claim.Rows.Count != Few)
                throw new InvalidOperationException($"The benchmark is broken: {claim.Rows.Count} rows were claimed, not {Few}.");
            await transaction.RollbackAsync(cancellation);
        }

        return Rounds.Median(times);
    }
}
