namespace Penstock.Testing;

/// <summary>A piece of a process's code, up to its next wait.</summary>
internal readonly record struct ReadyStep(SimulatedProcess Process, SendOrPostCallback Callback, object? State)
{
    public void Run()
    {
        if (Process.Keeps(this))
            return;

        SynchronizationContext.SetSynchronizationContext(Process);
        Callback(State);
    }
}
