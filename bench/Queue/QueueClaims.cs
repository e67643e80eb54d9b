using Penstock.Relational;

namespace Penstock.Bench;

/// <summary>What a claim takes beside few and beside many messages. What is claimed is finished, and as much is sent anew.</summary>
internal sealed class QueueClaims(string url, TextWriter progress, TimeProvider clock, CancellationToken cancellation)
{
    private const int Few = 1_000;
    private const int Many = 1_000_000;
    private const int Size = 100;
    private const int ClaimsARound = 100;

    public async Task<BenchRow> RunAsync()
    {
        await using var small = await FilledAsync(Few);
        await using var large = await FilledAsync(Many);
        var times = await new Rounds(progress, cancellation).MediansAsync(
            ("claim at 1,000,000, ms", () => ClaimsAsync(large)), ("claim at 1,000, ms", () => ClaimsAsync(small)));
        return BenchRow.Against(QueueBench.Name, "claim of 100 with 1,000,000 waiting, against 1,000, p50", "ms", times[0], times[1]);
    }

    private async Task<BenchDatabase> FilledAsync(int jobs)
    {
        await progress.WriteLineAsync($"claim: filling {jobs:#,0} messages");
        var database = await QueueBacklog.CreateAsync(url);
        await QueueBacklog.FillAsync(database, jobs);
        return database;
    }

    private async Task<double> ClaimsAsync(BenchDatabase database)
    {
        await using var owner = new Owner(database.Store, clock);
        await using var source = new QueueSource(database.Store, owner, QueueBacklog.Queue, clock);
        var queues = new Queues(database.Store);
        var times = new List<double>();
        for (var i = 0; i < ClaimsARound; i++)
        {
            var startedAt = clock.GetTimestamp();
            await using var batch = await source.ReceiveAsync(Size, cancellation);
            times.Add(clock.GetElapsedTime(startedAt).TotalMilliseconds);
            if (batch.Items.Count != Size)
                throw new InvalidOperationException($"The benchmark is broken: {batch.Items.Count} messages were claimed, not {Size}.");
            await source.SettleAsync(batch, [.. batch.Items.Select(d => new Verdict(d, Settlement.Complete.Instance))], cancellation);
            await queues.SendAsync(QueueBacklog.Queue, [.. batch.Items.Select(d => new Message(d.Body))], cancellation);
        }

        return Rounds.Median(times);
    }
}
