namespace Penstock.Bench;

/// <summary>How many statements the server is sent, counted by the server itself; apart from the rounds, since counting costs time.</summary>
internal sealed class QueueStatements(string url, TextWriter progress, TimeProvider clock, CancellationToken cancellation)
{
    private const int Jobs = 50_000;
    private const int SmallBatch = 100;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan IdleFor = TimeSpan.FromSeconds(30);

    /// <summary>Empty where the server doesn't count statements.</summary>
    public async Task<IReadOnlyList<BenchRow>> RunAsync()
    {
        await using var database = await QueueBacklog.CreateAsync(url);
        if (await StatementCounter.TryCreateAsync(database, progress) is not { } counter)
            return [];

        var healthy = await CountAsync(database, counter, keyed: false);
        var keyed = await CountAsync(database, counter, keyed: true);
        var idle = await IdleAsync(database, counter);
        return
        [
            new BenchRow(QueueBench.Name, "batch 100", "statements/job", healthy, StatementsPerMessage: healthy),
            new BenchRow(QueueBench.Name, "batch 100, keyed", "statements/job", keyed, StatementsPerMessage: keyed),
            new BenchRow(QueueBench.Name, "idle, the whole process", "statements/s", idle),
        ];
    }

    private async Task<double> CountAsync(BenchDatabase database, StatementCounter counter, bool keyed)
    {
        await QueueBacklog.FillAsync(database, Jobs, keyed);
        await counter.ResetAsync();
        await new QueueRun(database.Store, clock) { Size = SmallBatch, Keyed = keyed }.FinishAsync(Jobs, cancellation);
        var statements = await counter.CountAsync();
        await progress.WriteLineAsync($"statements, {(keyed ? "keyed" : "keyless")}: {statements:#,0} for {Jobs:#,0} jobs");
        return statements / (double)Jobs;
    }

    private async Task<double> IdleAsync(BenchDatabase database, StatementCounter counter)
    {
        await progress.WriteLineAsync($"statements of an idle worker, {IdleFor.TotalSeconds:0} s");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = new QueueRun(database.Store, clock).RunAsync(new Tally(int.MaxValue, clock), stop.Token);
        await Task.Delay(Settling, clock, cancellation);
        await counter.ResetAsync();
        await Task.Delay(IdleFor, clock, cancellation);
        var statements = await counter.CountAsync();
        await stop.CancelAsync();
        await running;
        return statements / IdleFor.TotalSeconds;
    }
}
