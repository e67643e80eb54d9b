namespace Penstock.Relational;

/// <summary>How long to wait when nothing was found: the configured time, or until a retry of ours falls due.</summary>
internal sealed class IdleWait(TimeSpan atMost, TimeProvider clock)
{
    // A wait of nothing would ask the store without a breath.
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(10);

    private readonly DueTimes due = new(clock);

    public void Note(IEnumerable<Settlement.Retry> retries)
    {
        foreach (var retry in retries)
            due.Note(retry.After);
    }

    public TimeSpan Next()
    {
        var wait = due.Next() ?? atMost;
        due.TakePassed();
        return TimeSpan.FromTicks(Math.Max(Least.Ticks, Math.Min(wait.Ticks, atMost.Ticks)));
    }
}
