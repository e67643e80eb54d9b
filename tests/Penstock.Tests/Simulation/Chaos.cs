using Penstock.Testing;

namespace Penstock.Tests;

/// <summary>What happens to a world, one stroke at a time, until it calms down.</summary>
internal sealed class Chaos(World world)
{
    public const string Killed = nameof(Killed);
    public const string Frozen = nameof(Frozen);
    public const string FrozenPastLease = nameof(FrozenPastLease);
    public const string Paused = nameof(Paused);
    public const string ShutDown = nameof(ShutDown);
    public const string ConnectionsDropped = nameof(ConnectionsDropped);

    private readonly List<Task> unfinished = [];

    public void Strike()
    {
        var worker = world.Workers[world.Chance.Next(world.Workers.Count)];
        switch (world.Chance.Next(9))
        {
            case 0 or 1:
                worker.Points.CrashAt((Step)world.Chance.Next(5), world.Chance.Next(1, 4));
                break;
            case 2:
                world.Tally.Add(Killed);
                worker.Kill();
                break;
            case 3:
                Start(FreezeAsync(worker.Process));
                break;
            case 4:
                Start(BreakDependencyAsync());
                break;
            case 5:
                Start(TakeStoreAwayAsync(worker));
                break;
            case 6:
                Start(PauseAsync(worker));
                break;
            case 7:
                Start(ShutDownAsync(worker));
                break;
            case 8:
                world.Tally.Add(ConnectionsDropped);
                world.Store.DropConnections();
                break;
        }
    }

    public async Task CalmAsync()
    {
        await Task.WhenAll(unfinished);
        world.Chances = new FaultChances();
        world.Dependency.IsUp = true;
        foreach (var worker in world.Workers)
        {
            worker.Faulty.Chances = world.Chances;
            worker.Points.Disarm();
        }
    }

    private void Start(Task task) => unfinished.Add(task);

    private async Task FreezeAsync(SimulatedProcess process)
    {
        var seconds = world.Chance.NextDouble() * 15;
        world.Tally.Add(seconds > world.Plan.Store.Lease.TotalSeconds ? FrozenPastLease : Frozen);
        process.Freeze();
        await world.DelayAsync(seconds);
        process.Thaw();
    }

    private async Task BreakDependencyAsync()
    {
        world.Dependency.IsUp = false;
        await world.DelayAsync(world.Chance.NextDouble() * 20);
        world.Dependency.IsUp = true;
    }

    private async Task TakeStoreAwayAsync(Worker worker)
    {
        var source = worker.Faulty;
        source.IsAway = true;
        await world.DelayAsync(world.Chance.NextDouble() * 10);
        source.IsAway = false;
    }

    private async Task PauseAsync(Worker worker)
    {
        world.Tally.Add(Paused);
        var pipeline = worker.Pipeline;
        pipeline.Pause();
        await world.DelayAsync(world.Chance.NextDouble() * 10);
        pipeline.Resume();
    }

    private async Task ShutDownAsync(Worker worker)
    {
        world.Tally.Add(ShutDown);
        await worker.StopAsync();
    }
}
