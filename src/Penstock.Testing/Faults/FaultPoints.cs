namespace Penstock.Testing;

/// <summary>
/// Counts the steps that a pipeline reaches, and ends it at a chosen one. Nothing of it may run after that: the call never returns,
/// and every source that was put <see cref="Around"/> is cut off, its disposals and renewals too.
/// </summary>
public sealed class FaultPoints
{
    private readonly Lock sync = new();
    private readonly FaultTally tally;
    private readonly Action? crash;
    private readonly Dictionary<Step, int> counts = [];
    private volatile bool abandoned;
    private (Step Step, int Occurrence)? at;

    /// <param name="tally">Counts a crash as <c>CrashAt</c> and the step.</param>
    /// <param name="crash">What else ends with the pipeline: a simulated process, a connection, or, in a worker of its own, the process.</param>
    public FaultPoints(FaultTally? tally = null, Action? crash = null) => (this.tally, this.crash) = (tally ?? new FaultTally(), crash);

    /// <summary>For <see cref="PipelineBuilder.Reached"/> and for sources that tell of their commits.</summary>
    public Reached Reached => ReachedAsync;

    public bool IsAbandoned => abandoned;

    public static string CrashName(Step step) => $"CrashAt{step}";

    /// <summary>Crashes when the step is reached for the n-th time from now, counted from 1.</summary>
    public void CrashAt(Step step, int occurrence)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(occurrence, 1);
        lock (sync)
            at = (step, counts.GetValueOrDefault(step) + occurrence);
    }

    /// <summary>No more crash is planned.</summary>
    public void Disarm()
    {
        lock (sync)
            at = null;
    }

    public int Count(Step step)
    {
        lock (sync)
            return counts.GetValueOrDefault(step);
    }

    /// <summary>The same source, cut off by the crash.</summary>
    public ISource Around(ISource source) => new AbandonedSource(source, this);

    private async ValueTask ReachedAsync(Step step)
    {
        if (abandoned || IsHere(step))
            await Never.Task;
    }

    private bool IsHere(Step step)
    {
        lock (sync)
        {
            var count = counts[step] = counts.GetValueOrDefault(step) + 1;
            if (at != (step, count))
                return false;
        }

        tally.Add(CrashName(step));
        abandoned = true;
        crash?.Invoke();
        return true;
    }
}
