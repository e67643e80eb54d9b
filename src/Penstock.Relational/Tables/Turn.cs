namespace Penstock.Relational;

/// <summary>
/// One at a time. Unlike a semaphore that is waited for with a token, it brings nobody to another thread by itself, so that a
/// simulation stays reproducible.
/// </summary>
internal sealed class Turn
{
    private readonly Lock sync = new();
    private TaskCompletionSource? freed;
    private bool taken;

    public async ValueTask TakeAsync(CancellationToken giveUp)
    {
        while (!IsOurs(out var others))
        {
            await others.WaitAsync(giveUp);
            // Not on the thread of whoever freed it.
            await Task.Yield();
        }
    }

    public void Free()
    {
        TaskCompletionSource? waiting;
        lock (sync)
            (taken, waiting, freed) = (false, freed, null);
        waiting?.SetResult();
    }

    private bool IsOurs(out Task others)
    {
        lock (sync)
        {
            others = taken ? (freed ??= new TaskCompletionSource()).Task : Task.CompletedTask;
            return !taken && (taken = true);
        }
    }
}
