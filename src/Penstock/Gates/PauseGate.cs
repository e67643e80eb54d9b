namespace Penstock;

/// <summary>An operator's pause. What is already claimed is finished.</summary>
internal sealed class PauseGate : IGate
{
    private TaskCompletionSource? paused;

    public bool IsPaused => Volatile.Read(ref paused) is not null;

    public void Pause() =>
        Interlocked.CompareExchange(ref paused, new TaskCompletionSource(), null);

    public void Resume() => Interlocked.Exchange(ref paused, null)?.TrySetResult();

    public async ValueTask<int> EnterAsync(int wanted, CancellationToken stopping)
    {
        while (Volatile.Read(ref paused) is { } pause)
        {
            await pause.Task.WaitAsync(stopping);
            // Not on the thread of whoever resumed.
            await Task.Yield();
        }

        return wanted;
    }

    public void Came(int granted, int came)
    {
    }
}
