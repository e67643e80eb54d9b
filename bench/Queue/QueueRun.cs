using Microsoft.Extensions.DependencyInjection;
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
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var startedAt = clock.GetTimestamp();
        var running = RunAsync(tally, stop.Token);
        await Task.WhenAny(running, tally.Finished);
        await stop.CancelAsync();
        await running;
        return clock.GetElapsedTime(startedAt, await tally.Finished);
    }

    /// <summary>Until it is told to stop; then it leaves in order.</summary>
    public async Task RunAsync(Tally tally, CancellationToken stopping)
    {
        await using var owner = new Owner(store, clock);
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(store.Faults)
            .AddPipelineOnly(QueueBacklog.Queue, loop => Compose(loop, owner, tally))
            .BuildServiceProvider();
        await services.GetRequiredService<Pipeline>().RunAsync(stopping);
    }

    private void Compose(PipelineBuilder loop, Owner owner, Tally tally)
    {
        var handler = new Handler(tally, Handle);
        loop.From(_ => new QueueSource(store, owner, QueueBacklog.Queue, clock))
            .With(_ => new PipelineOptions { BatchSize = Size, Lanes = Lanes })
            .Journal(_ => store.CreateJournal())
            .Probe(_ => store)
            .Observe(_ => tally);
        if (Keyed)
            loop.ByKey(delivery => delivery, _ => handler, KeysAtOnce);
        else
            loop.Each(delivery => delivery, _ => handler);
    }

    private sealed class Handler(Tally tally, Func<Delivery, CancellationToken, ValueTask>? handle) : IHandler<Delivery>
    {
        public ValueTask HandleAsync(Delivery message, Delivery delivery, CancellationToken giveUp)
        {
            tally.Called();
            return handle is null ? ValueTask.CompletedTask : handle(delivery, giveUp);
        }
    }
}
