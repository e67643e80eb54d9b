namespace Penstock.Bench;

/// <summary>Rows a second: the marker, the same work inside the server, and what a row at a time makes of it.</summary>
internal sealed class ThroughputBench(string url, TextWriter progress, TimeProvider clock, CancellationToken cancellation)
{
    private const int Rows = 200_000;
    private const int RowsOneByOne = 10_000;

    private double bytes;

    public async Task<IReadOnlyList<BenchRow>> RunAsync()
    {
        await using var database = await MarkerBacklog.CreateAsync(url);
        await ServerLoop.CreateAsync(database);
        var rates = await new Rounds(progress, cancellation).MediansAsync(
            ("marker, rows/s", () => RateAsync(database, Rows, () => MarkerRun.RunAsync(database, cancellation))),
            ("the same UPDATE inside the server, rows/s", () => RateAsync(database, Rows, () => ServerLoop.RunAsync(database))),
            ("one UPDATE a row, rows/s", () => OneByOneAsync(database, prepared: false)),
            ("one prepared UPDATE a row, rows/s", () => OneByOneAsync(database, prepared: true)));
        await RateAsync(database, Rows, () => MarkerRun.RunAsync(database, cancellation));
        return
        [
            BenchRow.Against(MarkerBench.Name, Poison.None.What, "rows/s", rates[0], rates[1]) with { BytesPerMessage = bytes },
            BenchRow.Against(MarkerBench.Name, "batch 1,000, against one UPDATE a row", "rows/s", rates[0], rates[2]),
            BenchRow.Against(MarkerBench.Name, "batch 1,000, against one prepared UPDATE a row", "rows/s", rates[0], rates[3]),
            .. await PoisonedAsync(database),
        ];
    }

    private Task<double> OneByOneAsync(BenchDatabase database, bool prepared) =>
        RateAsync(database, RowsOneByOne, () => RowByRow.RunAsync(database, RowsOneByOne, prepared, cancellation));

    private async Task<IReadOnlyList<BenchRow>> PoisonedAsync(BenchDatabase database)
    {
        var rates = await new Rounds(progress, cancellation).MediansAsync(
            [.. Poison.Some.Select(p => ($"{p.What}, rows/s", (Func<Task<double>>)(() => PoisonedAsync(database, p))))]);
        return [.. Poison.Some.Select((p, i) => new BenchRow(MarkerBench.Name, p.What, "rows/s", rates[i]))];
    }

    private async Task<double> PoisonedAsync(BenchDatabase database, Poison poison)
    {
        await database.RunAsync(poison.Add);
        var rate = await RateAsync(database, RowsOneByOne - poison.In(RowsOneByOne), () => MarkerRun.RunAsync(database, cancellation), RowsOneByOne);
        await database.RunAsync(Poison.Remove);
        return rate;
    }

    private async Task<double> RateAsync(BenchDatabase database, int expected, Func<Task> run, int rows = Rows)
    {
        await database.FillAsync(rows);
        var bytesBefore = GC.GetTotalAllocatedBytes();
        var startedAt = clock.GetTimestamp();
        await run();
        var elapsed = clock.GetElapsedTime(startedAt);
        bytes = (GC.GetTotalAllocatedBytes() - bytesBefore) / (double)expected;
        var marked = await database.MarkedAsync();
        return marked == expected
            ? expected / elapsed.TotalSeconds
            : throw new InvalidOperationException($"The benchmark is broken: {marked:#,0} rows are marked, not {expected:#,0}.");
    }
}
