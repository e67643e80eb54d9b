using Microsoft.Extensions.DependencyInjection;

namespace Penstock.Bench;

/// <summary>The loop alone: what a delivery costs when neither source nor handler costs anything.</summary>
internal sealed class LoopBench(TextWriter progress, TimeProvider clock, CancellationToken cancellation)
{
    private const int Deliveries = 4_000_000;
    private const int BatchSize = 100;
    private const string Name = "loop";

    private double bytes;

    public async Task<IReadOnlyList<BenchRow>> RunAsync()
    {
        var rates = await new Rounds(progress, cancellation).MediansAsync(
            ("loop, deliveries/s", () => RateAsync(PipelineAsync)),
            ("bare calls, deliveries/s", () => RateAsync(BareAsync)));
        await RateAsync(PipelineAsync);
        var oursBytes = bytes;
        await progress.WriteLineAsync("loop: allocations");
        var ours = await ObjectsAsync(PipelineAsync);
        var bare = await ObjectsAsync(BareAsync);
        return
        [
            BenchRow.Against(Name, "no-op handler, batch 100", "deliveries/s", rates[0], rates[1]) with { BytesPerMessage = oursBytes },
            new BenchRow(Name, "objects the loop allocates, deliveries and batches apart", "objects/delivery", ours - bare),
        ];
    }

    private async Task<double> RateAsync(Func<Task> run)
    {
        var bytesBefore = GC.GetTotalAllocatedBytes(precise: true);
        var startedAt = clock.GetTimestamp();
        await run();
        var elapsed = clock.GetElapsedTime(startedAt);
        bytes = (GC.GetTotalAllocatedBytes(precise: true) - bytesBefore) / (double)Deliveries;
        return Deliveries / elapsed.TotalSeconds;
    }

    private static async Task<double> ObjectsAsync(Func<Task> run)
    {
        using var counter = new AllocationCounter();
        await run();
        return counter.Objects / Deliveries;
    }

    private async Task PipelineAsync()
    {
        var handler = new CountingHandler();
        await using var services = new ServiceCollection()
            .AddPipelineOnly(Name, loop => loop
                .From(_ => new MemoryFeed(Deliveries))
                .Each(delivery => delivery, _ => handler)
                .With(_ => new PipelineOptions { BatchSize = BatchSize }))
            .BuildServiceProvider();
        await services.GetRequiredService<Pipeline>().RunAsync(cancellation, once: true);
        Check(handler);
    }

    // The limit: the same source and handler, and nothing in between.
    private async Task BareAsync()
    {
        var handler = new CountingHandler();
        await using var source = new MemoryFeed(Deliveries);
        while (true)
        {
            await using var batch = await source.ReceiveAsync(BatchSize, cancellation);
            if (batch.Items.Count == 0)
                break;
            for (var i = 0; i < batch.Items.Count; i++)
                await handler.HandleAsync(batch.Items[i], batch.Items[i], cancellation);
        }

        Check(handler);
    }

    private static void Check(CountingHandler handler)
    {
        if (handler.Calls != Deliveries)
            throw new InvalidOperationException("The benchmark is broken: not every delivery was handled once.");
    }
}
