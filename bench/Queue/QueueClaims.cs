using Penstock.Relational;

namespace Penstock.Bench;

/// <summary>What a claim takes beside few and beside many messages. What is claimed is finished, and as much is sent anew.</summary>
internal sealed class QueueClaims(string url, TextWriter progress, TimeProvider clock, CancellationToken cancellation)
{
    private const int Few = 1_000;
    private const int Many = 1_000_000;
    private const int Size = 100;
    private const int ClaimsARound = 100;

    public async Task<IReadOnlyList<BenchRow>> RunAsync() =>
    [
        await FilledAsync(),
        await GrownAsync(keyed: false),
        await GrownAsync(keyed: true),
    ];

    private async Task<BenchRow> FilledAsync()
    {
        await using var small = await FilledAsync(Few);
        await using var large = await FilledAsync(Many);
        var times = await new Rounds(progress, cancellation).MediansAsync(
            ("claim at 1,000,000, ms", () => ClaimsAsync(large)), ("claim at 1,000, ms", () => ClaimsAsync(small)));
        return BenchRow.Against(QueueBench.Name, "claim of 100 with 1,000,000 waiting, against 1,000, p50", "ms", times[0], times[1]);
    }

    /// <summary>The server plans a statement for the table as it was then, and hears of nothing until it is analysed.</summary>
    private async Task<BenchRow> GrownAsync(bool keyed)
    {
        var (few, many) = (await GrownAsync(keyed ? 20 * Few : Few, keyed), await GrownAsync(Many, keyed));
        return BenchRow.Against(
            QueueBench.Name, $"the same{(keyed ? " with keys" : "")}, by a process that was there while the queue was empty; never analysed", "ms", many, few);
    }

    private async Task<double> GrownAsync(int jobs, bool keyed)
    {
        await using var database = await QueueBacklog.CreateAsync(url);
        await database.RunAsync("ALTER TABLE penstock_messages SET (autovacuum_enabled = off)");
        await using var owner = new Owner(database.Store, clock);
        await using var source = new QueueSource(database.Store, owner, QueueBacklog.Queue, clock);
        await ClaimsAsync(database, source, size: 1, keyed);
        await progress.WriteLineAsync($"claim: {jobs:#,0} messages come{(keyed ? " with keys" : "")}");
        await QueueBacklog.AddAsync(database, jobs, keyed);
        return await ClaimsAsync(database, source, Size, keyed);
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
        return await ClaimsAsync(database, source, Size, keyed: false);
    }

    private async Task<double> ClaimsAsync(BenchDatabase database, QueueSource source, int size, bool keyed)
    {
        var queues = new Queues(database.Store);
        var times = new List<double>();
        for (var i = 0; i < ClaimsARound; i++)
        {
            if (size == 1)
                await queues.SendAsync(QueueBacklog.Queue, [new Message(new byte[1]) { Key = keyed ? "customer-1" : null }], cancellation);
            var startedAt = clock.GetTimestamp();
            await using var batch = await source.ReceiveAsync(size, cancellation);
            times.Add(clock.GetElapsedTime(startedAt).TotalMilliseconds);
            if (batch.Items.Count == 0 || (!keyed && batch.Items.Count != size))
                throw new InvalidOperationException($"The benchmark is broken: {batch.Items.Count} messages were claimed, not {size}.");
            await source.SettleAsync(batch, [.. batch.Items.Select(d => new Verdict(d, Settlement.Complete.Instance))], cancellation);
            if (size > 1)
                await queues.SendAsync(QueueBacklog.Queue, [.. batch.Items.Select(d => new Message(d.Body) { Key = d.Key })], cancellation);
        }

        return Rounds.Median(times);
    }
}
