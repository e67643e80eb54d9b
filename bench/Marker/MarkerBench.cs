using Penstock.Testing;

namespace Penstock.Bench;

/// <summary>The marker on a PostgreSQL: throughput, statements, and what the claim costs.</summary>
internal sealed class MarkerBench(TextWriter progress, TimeProvider clock, CancellationToken cancellation)
{
    public const string Name = "marker";

    private const int Rows = 200_000;
    private const int RowsOneByOne = 10_000;

    public async Task<IReadOnlyList<BenchRow>> RunAsync(string? dbUrl)
    {
        await using var server = dbUrl is null ? await ThrowawayPostgres.CreateAsync(cancellationToken: cancellation) : null;
        var url = dbUrl ?? server!.Url;
        return [.. await ThroughputAsync(url)];
    }

    private async Task<IReadOnlyList<BenchRow>> ThroughputAsync(string url)
    {
        await using var database = await BenchDatabase.CreateAsync(url);
        await ServerLoop.CreateAsync(database);
        var bytes = 0.0;
        var rates = await new Rounds(progress, cancellation).MediansAsync(
            ("marker, rows/s", async () =>
            {
                var before = GC.GetTotalAllocatedBytes();
                var rate = await RateAsync(database, Rows, () => MarkerRun.RunAsync(database, cancellation));
                bytes = (GC.GetTotalAllocatedBytes() - before) / (double)Rows;
                return rate;
            }),
            ("the same UPDATE inside the server, rows/s", () => RateAsync(database, Rows, () => ServerLoop.RunAsync(database))),
            ("one UPDATE a row, rows/s", () => RateAsync(database, RowsOneByOne, () => RowByRow.RunAsync(database, RowsOneByOne, cancellation))));
        return
        [
            BenchRow.Against(Name, "batch 1,000, against the same UPDATE inside the server", "rows/s", rates[0], rates[1]) with { BytesPerMessage = bytes },
            BenchRow.Against(Name, "batch 1,000, against one UPDATE a row", "rows/s", rates[0], rates[2]),
        ];
    }

    private async Task<double> RateAsync(BenchDatabase database, int expected, Func<Task> run)
    {
        await database.FillAsync(Rows);
        var startedAt = clock.GetTimestamp();
        await run();
        var elapsed = clock.GetElapsedTime(startedAt);
        var marked = await database.MarkedAsync();
        return marked == expected
            ? expected / elapsed.TotalSeconds
            : throw new InvalidOperationException($"The benchmark is broken: {marked:#,0} rows are marked, not {expected:#,0}.");
    }
}
