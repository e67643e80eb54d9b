namespace Penstock;

/// <summary>
/// The one turn of a process to run a suspect, whichever pipeline and lane has it: were two in hand, one's death would be counted
/// against both.
/// </summary>
internal sealed class Trials
{
    private readonly Lock gate = new();
    private readonly Queue<TaskCompletionSource> waiting = [];
    private bool isTaken;

    /// <summary>Of all hosts in this process: it dies with all of them.</summary>
    public static Trials OfProcess { get; } = new();

    public bool TryTake()
    {
        lock (gate)
            return !isTaken && (isTaken = true);
    }

    /// <summary>Waits in the order of the calls.</summary>
    public async ValueTask TakeAsync(CancellationToken stopping)
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (!isTaken)
            {
                isTaken = true;
                return;
            }

            waiting.Enqueue(mine);
        }

        await using var stop = stopping.UnsafeRegister(_ => mine.TrySetCanceled(stopping), null);
        await mine.Task;
    }

    public void Leave()
    {
        lock (gate)
        {
            while (waiting.TryDequeue(out var next))
            {
                if (next.TrySetResult())
                    return;
            }

            isTaken = false;
        }
    }
}
