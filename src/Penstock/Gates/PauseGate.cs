namespace Penstock;

#pragma warning disable CA1001 // A source without a timer holds nothing, and lanes still look at the token of a former pause.
/// <summary>An operator's pause and drain. What is already claimed is finished.</summary>
internal sealed class PauseGate(int lanes)
#pragma warning restore CA1001
{
    private readonly Lock sync = new();
    private TaskCompletionSource changed = New();
    private CancellationTokenSource open = new();
    private Wish wish = Wish.Run;
    private int inside;
    private int dry;

    private enum Wish
    {
        Run,
        Pause,
        Drain,
    }

    /// <summary>After each change of <see cref="State"/>, and sometimes without one.</summary>
    public event Action? Changed;

    public bool IsPaused => State is PipelineState.Pausing or PipelineState.Paused or PipelineState.Drained;

    /// <summary>Cancelled when nothing more may be claimed.</summary>
    public CancellationToken Open
    {
        get
        {
            lock (sync)
                return open.Token;
        }
    }

    public PipelineState State
    {
        get
        {
            lock (sync)
            {
                return wish switch
                {
                    Wish.Pause => inside == 0 ? PipelineState.Paused : PipelineState.Pausing,
                    Wish.Drain => dry == lanes ? PipelineState.Drained : PipelineState.Draining,
                    _ => PipelineState.Running,
                };
            }
        }
    }

    public void Pause() => Set(Wish.Pause);

    public void Resume() => Set(Wish.Run);

    public void Drain() => Set(Wish.Drain);

    /// <summary>Waits until no pause holds.</summary>
    public async ValueTask EnterAsync(CancellationToken stopping)
    {
        while (IsHeld(out var until))
        {
            await until.WaitAsync(stopping);
            // Not on the thread of whoever resumed.
            await Task.Yield();
        }
    }

    /// <returns>False where a pause came while other gates were waited for; else <see cref="Leave"/> is due.</returns>
    public bool TryPass()
    {
        lock (sync)
        {
            inside += wish == Wish.Pause ? 0 : 1;
            return wish != Wish.Pause;
        }
    }

    /// <summary>Nothing of the pass is in hand any more.</summary>
    public void Leave()
    {
        lock (sync)
            inside--;
        Changed?.Invoke();
    }

    /// <summary>The source had nothing for a lane. While draining, the lane stays here: the others go on until they find nothing either.</summary>
    public async ValueTask DryAsync(CancellationToken stopping)
    {
        Task until;
        lock (sync)
        {
            if (wish != Wish.Drain)
                return;
            dry++;
            until = changed.Task;
        }

        Changed?.Invoke();
        await until.WaitAsync(stopping);
        await Task.Yield();
    }

    private static TaskCompletionSource New() => new();

    private bool IsHeld(out Task until)
    {
        lock (sync)
        {
            until = changed.Task;
            return wish == Wish.Pause;
        }
    }

    private void Set(Wish next)
    {
        TaskCompletionSource before;
        CancellationTokenSource closed;
        lock (sync)
        {
            // A drain that is asked for again begins again: something may have come since.
            if (wish == next && next != Wish.Drain)
                return;
            (wish, dry) = (next, 0);
            (before, changed) = (changed, New());
            closed = open;
            if (next != Wish.Pause && closed.IsCancellationRequested)
                open = new CancellationTokenSource();
        }

        if (next == Wish.Pause)
            closed.CancelAll();
        before.SetResult();
        Changed?.Invoke();
    }
}
