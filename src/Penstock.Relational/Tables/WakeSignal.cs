namespace Penstock.Relational;

/// <summary>Ends an idle wait of the same process: somebody has just added work.</summary>
public sealed class WakeSignal
{
    private TaskCompletionSource source = new();

    public void Set() => Volatile.Read(ref source).TrySetResult();

    /// <summary>Waits for a signal, at most that long. A signal that came before the call counts.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken stopping)
    {
        try
        {
            await Volatile.Read(ref source).Task.WaitAsync(atMost, clock, stopping);
            Volatile.Write(ref source, new TaskCompletionSource());
            // Not on the thread of whoever called.
            await Task.Yield();
        }
        catch (TimeoutException)
        {
            // Nobody called: the wait is over all the same.
        }
    }
}
