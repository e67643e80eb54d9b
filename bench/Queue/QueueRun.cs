using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Penstock.Relational;

namespace Penstock.Bench;

/// <summary>A worker on the queue as it would be in production, with journal, dead letters and probe. Only its handler does nothing.</summary>
internal sealed class QueueRun(Store store, TimeProvider clock)
{
    public const int BatchSize = 500;
    private const int KeysAtOnce = 8;

    public int Size { get; init; } = BatchSize;

    public int Lanes { get; init; } = 1;

    public bool Keyed { get; init; }

    public Func<Delivery, CancellationToken, ValueTask>? Handle { get; init; }

    /// <summary>From nothing to the last of that many messages being settled.</summary>
    public async Task<TimeSpan> FinishAsync(int jobs, CancellationToken cancellation)
    {
        var tally = new Tally(jobs, clock);
        await using var services = new ServiceCollection().AddLogging().AddQueues(store)
            .AddPipelineOnly(QueueBacklog.Queue, loop => Compose(loop, tally)).BuildServiceProvider();
        var pipeline = services.GetRequiredService<Pipeline>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var startedAt = clock.GetTimestamp();
        var running = pipeline.RunAsync(stop.Token);
        await Task.WhenAny(running, tally.Finished);
        await stop.CancelAsync();
        await running;
        return clock.GetElapsedTime(startedAt, await tally.Finished.WaitAsync(cancellation));
    }

    /// <summary>The whole process, with an operator's control and all that it does beside its work, until it is told to stop.</summary>
    public async Task RunAsync(Tally tally, CancellationToken stopping)
    {
        using var host = new HostBuilder().ConfigureServices(services => services.AddQueues(store).AddControl(store)
            .AddPipeline(QueueBacklog.Queue, loop => Compose(loop, tally))).Build();
        await host.StartAsync(stopping);
        await Task.Delay(Timeout.InfiniteTimeSpan, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await host.StopAsync(CancellationToken.None);
    }

    private void Compose(PipelineBuilder loop, Tally tally)
    {
        loop.FromQueue(QueueBacklog.Queue)
            .With(_ => new PipelineOptions { BatchSize = Size, Lanes = Lanes })
            .Observe(_ => tally);
        if (Keyed)
            loop.ByKey(delivery => delivery, HandleAsync, KeysAtOnce);
        else
            loop.Each(delivery => delivery, HandleAsync);
    }

    private ValueTask HandleAsync(Delivery message, Delivery delivery, CancellationToken giveUp) =>
        Handle is null ? ValueTask.CompletedTask : Handle(delivery, giveUp);
}
