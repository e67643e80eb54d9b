using Penstock.Dev;
using Penstock.Postgres;
using Penstock.Testing;
using Penstock.Tests;

namespace Penstock.Relational.Tests;

/// <summary>A store, an owner, a queue and a pipeline of one process, on a line to the server that is its own.</summary>
internal sealed class RealProcess : IAsyncDisposable
{
    private static readonly OwnerOptions ShortLease = new() { Lease = TimeSpan.FromMilliseconds(600), BeatEvery = TimeSpan.FromMilliseconds(200) };

    private readonly CancellationTokenSource stop = new();
    private readonly RealWorld world;
    private readonly HeldSource source;
    private readonly PostgresStore store;
    private readonly Owner owner;
    private readonly Task running;

    public RealProcess(RealWorld world, string name)
    {
        (this.world, Name) = (world, name);
        Line = PostgresProxy.Start(new Uri(world.Url).Port);
        store = new PostgresStore(StoreUrl.Parse(Line.UrlOf(world.Url)), TimeProvider.System);
        owner = new Owner(store, TimeProvider.System, ShortLease);
        source = new HeldSource(
            new QueueSource(
                store, owner, World.Queue, TimeProvider.System, new QueueOptions { SharesTransaction = world.SharesTransaction },
                new Parking(World.Queue, new SqlDeadLetters(store))),
            world.Refused);
        Pipeline = Build();
        running = Pipeline.RunAsync(stop.Token);
    }

    public string Name { get; }

    public PostgresProxy Line { get; }

    public Pipeline Pipeline { get; }

    public bool IsDead { get; private set; }

    /// <summary>Cut off for ever, in the middle of whatever it does; its handlers do nothing more.</summary>
    public void Kill()
    {
        IsDead = true;
        world.Died(source.Held, source.Suspects);
        Line.GoAway();
    }

    /// <summary>Its journal's session is lost too, so that others take it for dead.</summary>
    public void Suspect() => world.Died([], source.Suspects);

    public async ValueTask DisposeAsync()
    {
        stop.CancelAll();
        await running;
        await Pipeline.DisposeAsync();
        await owner.DisposeAsync();
        await store.DisposeAsync();
        await Line.DisposeAsync();
        stop.Dispose();
    }

    private Pipeline Build()
    {
        var handler = new RealHandler(world, this, new MessageFaults(world.FaultOf, TimeProvider.System, world.Tally));
        var builder = new PipelineBuilder(World.Queue)
            .From(_ => source)
            .With(_ => new PipelineOptions
            {
                BatchSize = 8,
                Lanes = 2,
                DrainLimit = TimeSpan.FromSeconds(2),
                Retry = new RetryOptions { BaseDelay = TimeSpan.FromMilliseconds(100), MaxDelay = TimeSpan.FromMilliseconds(400) },
                Breaker = new BreakerOptions { ProbeEvery = TimeSpan.FromMilliseconds(100), MaxWait = TimeSpan.FromMilliseconds(400) },
            })
            .Journal(_ => store.CreateJournal())
            .Probe(_ => store);
        _ = world.SharesTransaction ? builder.Whole(d => d, _ => handler) : builder.ByKey(d => d, _ => handler, concurrency: 4);
        return builder.Build(new Services(TimeProvider.System, null, store.Faults));
    }
}
