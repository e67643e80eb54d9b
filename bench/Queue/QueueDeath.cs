namespace Penstock.Bench;

/// <summary>How long the work of a process lies still that was killed with a batch in its hands, while another one lives.</summary>
internal sealed class QueueDeath(string url, TextWriter progress, TimeProvider clock, CancellationToken cancellation)
{
    private const int Deaths = 5;
    private static readonly TimeSpan BeforeDeath = TimeSpan.FromSeconds(3);

    public async Task<IReadOnlyList<BenchRow>> RunAsync()
    {
        var first = new List<double>();
        var last = new List<double>();
        await using var database = await QueueBacklog.CreateAsync(url);
        for (var i = 1; i <= Deaths; i++)
        {
            var (began, ended) = await DieAsync(database);
            await progress.WriteLineAsync($"kill {i} of {Deaths}: runs again after {began:0.0} s, all {QueueRun.BatchSize} done after {ended:0.0} s");
            first.Add(began);
            last.Add(ended);
        }

        return [Row("its first message runs again, the slowest", first.Max()), Row($"all {QueueRun.BatchSize} it held are done, the slowest", last.Max())];
    }

    private static BenchRow Row(string what, double seconds) => new(QueueBench.Name, $"after SIGKILL, {what} of {Deaths}", "s", seconds);

    private async Task<(double First, double Last)> DieAsync(BenchDatabase database)
    {
        await QueueBacklog.FillAsync(database, QueueRun.BatchSize);
        using var holder = await QueueHolder.StartAsync(database.Url, cancellation);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var began = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var tally = new Tally(QueueRun.BatchSize, clock);
        var running = new QueueRun(database.Store, clock) { Handle = (_, _) => Began(began) }.RunAsync(tally, stop.Token);
        await Task.Delay(BeforeDeath, clock, cancellation);
        var killedAt = clock.GetTimestamp();
        holder.Kill();
        var (first, last) = (await began.Task.WaitAsync(cancellation), await tally.Finished.WaitAsync(cancellation));
        await stop.CancelAsync();
        await running;
        return (clock.GetElapsedTime(killedAt, first).TotalSeconds, clock.GetElapsedTime(killedAt, last).TotalSeconds);
    }

    private ValueTask Began(TaskCompletionSource<long> began)
    {
        began.TrySetResult(clock.GetTimestamp());
        return ValueTask.CompletedTask;
    }
}
