namespace Penstock.Testing;

/// <summary>
/// What an operating system sees of a process: killed, nothing of it runs any more, no disposal and no timer either; frozen, nothing
/// of it runs until it is thawed, and then it knows nothing of the time in between.
/// </summary>
public sealed class SimulatedProcess : SynchronizationContext
{
    private readonly Simulation simulation;
    private readonly List<ReadyStep> kept = [];

    internal SimulatedProcess(Simulation simulation, string name)
    {
        (this.simulation, Name) = (simulation, name);
        Clock = new ProcessClock(simulation.Clock, this);
        foreach (var c in name)
            Number = unchecked((Number * 31) + c);
    }

    public string Name { get; }

    public bool IsKilled { get; private set; }

    public bool IsFrozen { get; private set; }

    /// <summary>The simulation's clock; its timers end with the process.</summary>
    public TimeProvider Clock { get; }

    internal int Number { get; }

    /// <summary>SIGKILL. The step that calls it must not await anything that ends.</summary>
    public void Kill()
    {
        IsKilled = true;
        kept.Clear();
    }

    /// <summary>SIGSTOP, from the next step on.</summary>
    public void Freeze() => IsFrozen = true;

    /// <summary>SIGCONT.</summary>
    public void Thaw()
    {
        IsFrozen = false;
        foreach (var step in kept)
            simulation.Add(step);
        kept.Clear();
    }

    /// <summary>Starts code as this process. The task ends with the code, and never if the process is killed.</summary>
    public Task Start(Func<Task> code)
    {
        var ended = new TaskCompletionSource();
        Post(_ => _ = RunAsync(code, ended), null);
        return ended.Task;
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (!IsKilled)
            simulation.Add(new ReadyStep(this, d, state));
    }

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("A simulated process has no thread to wait on: post instead.");

    public override SynchronizationContext CreateCopy() => this;

    internal bool Keeps(in ReadyStep step)
    {
        if (IsFrozen && !IsKilled)
            kept.Add(step);
        return IsFrozen || IsKilled;
    }

    private static async Task RunAsync(Func<Task> code, TaskCompletionSource ended)
    {
        try
        {
            await code();
            ended.SetResult();
        }
        catch (Exception error)
        {
            ended.SetException(error);
        }
    }
}
