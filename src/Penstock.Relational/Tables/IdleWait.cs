namespace Penstock.Relational;

/// <summary>How long to wait when nothing was found: the configured time, or until a retry of ours falls due.</summary>
internal sealed class IdleWait(TimeSpan atMost, TimeProvider clock)
{
    // They only end a wait early; with this many there is none.
    private const int MostNoted = 10_000;

    // A wait of nothing would ask the store without a breath.
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(10);

    private readonly PriorityQueue<byte, DateTimeOffset> due = new();
    private readonly Lock sync = new();

    public void Note(IEnumerable<Settlement.Retry> retries)
    {
        lock (sync)
        {
            foreach (var retry in retries)
            {
                if (due.Count < MostNoted)
                    due.Enqueue(0, clock.GetUtcNow() + retry.After);
            }
        }
    }

    public TimeSpan Next()
    {
        lock (sync)
        {
            var wait = due.TryPeek(out _, out var first) ? first - clock.GetUtcNow() : atMost;
            while (due.TryPeek(out _, out var passed) && passed <= clock.GetUtcNow())
                due.Dequeue();
            return TimeSpan.FromTicks(Math.Max(Least.Ticks, Math.Min(wait.Ticks, atMost.Ticks)));
        }
    }
}
