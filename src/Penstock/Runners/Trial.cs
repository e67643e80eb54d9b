namespace Penstock;

/// <summary>
/// A lane's run of a suspect, until that is settled. The turn is over, too, when a handler ignores its token, or the source is away at
/// the settlement: one pipeline must not hold up the others for ever.
/// </summary>
internal sealed class Trial : IDisposable
{
    private readonly Trials trials;
    private readonly TimeSpan limit;
    private readonly ITimer overdue;
    private int isOurTurn;

    public Trial(Trials trials, PipelineOptions options, TimeProvider clock)
    {
        (this.trials, limit) = (trials, options.AttemptTimeout * (options.InProcessRetries + 1));
        overdue = clock.CreateTimer(static trial => ((Trial)trial!).End(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits for the turn. Meanwhile nothing of the batch runs: a death is then not its doing.</summary>
    public async ValueTask BeginAsync(Batch batch, Stopping stopping)
    {
        if (!trials.TryTake())
        {
            await batch.RunningAsync([], stopping.GiveUp);
            await trials.TakeAsync(stopping.Requested);
        }

        Volatile.Write(ref isOurTurn, 1);
        overdue.Change(limit, Timeout.InfiniteTimeSpan);
    }

    public void End()
    {
        if (Interlocked.Exchange(ref isOurTurn, 0) == 0)
            return;

        overdue.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        trials.Leave();
    }

    public void Dispose()
    {
        End();
        overdue.Dispose();
    }
}
