namespace Penstock.Testing;

/// <summary>
/// Runs asynchronous code on one thread, under a manual clock, in an order that a seed chooses: the same seed, the same history.
/// Time moves only when nothing can run. Code that leaves for the thread pool (<c>Task.Run</c>, <c>ConfigureAwait(false)</c>)
/// still works, but its history is no longer reproducible; <see cref="ForeignSteps"/> tells.
/// </summary>
public sealed class Simulation
{
    // Real time, and only where somebody else's thread may still bring work.
    private static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(10);

    private const int MostStepsAnInstant = 1_000_000;

    private readonly List<ReadyStep> ready = [];
    private readonly object sync = new();
    private readonly SimulatedProcess main;
    private Thread? thread;

    public Simulation(int seed)
    {
        Seed = seed;
        Chance = new Random(seed);
        main = Start("main");
    }

    public int Seed { get; }

    /// <summary>Also free for the script's own choices, so that one seed names them all.</summary>
    public Random Chance { get; }

    public ManualClock Clock { get; } = new();

    /// <summary>Steps that another thread brought; 0 in a reproducible history.</summary>
    public int ForeignSteps { get; private set; }

    /// <summary>Of every step and its time: equal for two histories that went the same way.</summary>
    public long Digest { get; private set; }

    /// <summary>A process of its own, which can be frozen and killed.</summary>
    public SimulatedProcess Start(string name) => new(this, name);

    /// <summary>Runs <paramref name="script"/> to its end on the calling thread.</summary>
    /// <param name="script">It awaits on the simulation's clock.</param>
    /// <param name="limit">How much simulated time it may take.</param>
    /// <exception cref="SimulationException">It took longer, or waits for something that can't come any more.</exception>
    public void Run(Func<Task> script, TimeSpan limit)
    {
        var outside = SynchronizationContext.Current;
        thread = Thread.CurrentThread;
        try
        {
            var running = main.Start(script);
            Pump(running, Clock.GetUtcNow() + limit);
            running.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outside);
        }
    }

    internal void Add(in ReadyStep step)
    {
        lock (sync)
        {
            if (Thread.CurrentThread != thread && thread is not null)
                ForeignSteps++;
            ready.Add(step);
            Monitor.Pulse(sync);
        }
    }

    private void Pump(Task running, DateTimeOffset end)
    {
        var steps = 0;
        while (!running.IsCompleted)
        {
            if (TakeAny() is { } step)
            {
                step.Run();
                if (++steps > MostStepsAnInstant)
                    throw Failed($"took {steps} steps while its clock stood still: something spins");
            }
            else
            {
                MoveOn(end);
                steps = 0;
            }
        }
    }

    private ReadyStep? TakeAny()
    {
        lock (sync)
        {
            if (ready.Count == 0)
                return null;

            var at = Chance.Next(ready.Count);
            var step = ready[at];
            ready[at] = ready[^1];
            ready.RemoveAt(ready.Count - 1);
            Digest = unchecked((Digest * 31) + (Clock.GetTimestamp() ^ step.Process.Number));
            return step;
        }
    }

    private void MoveOn(DateTimeOffset end)
    {
        // What a timer wakes is put in line, like everything else.
        SynchronizationContext.SetSynchronizationContext(null);
        if (Clock.NextDue is { } due)
        {
            if (Clock.GetUtcNow() + due > end)
                throw Failed("was not done within its limit of simulated time");
            Clock.Advance(due);
        }
        else if (!WaitForOthers())
        {
            throw Failed("is stuck: nothing can run and no timer is armed");
        }
    }

    private bool WaitForOthers()
    {
        lock (sync)
            return ready.Count > 0 || Monitor.Wait(sync, StuckAfter);
    }

    private SimulationException Failed(string what) => new($"The simulation with seed {Seed} {what}, at {Clock.GetUtcNow():O}.");
}
