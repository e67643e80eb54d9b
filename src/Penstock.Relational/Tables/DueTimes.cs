namespace Penstock.Relational;

/// <summary>When what waits falls due, as far as this process knows. It only ends waits early; with very many some are forgotten.</summary>
internal sealed class DueTimes(TimeProvider clock)
{
    private const int MostNoted = 10_000;

    private readonly PriorityQueue<byte, DateTimeOffset> times = new();
    private readonly Lock sync = new();

    public void Note(TimeSpan wait)
    {
        lock (sync)
        {
            if (times.Count < MostNoted)
                times.Enqueue(0, clock.GetUtcNow() + wait);
        }
    }

    /// <summary>The wait for the first; null where none is known. Not above 0 where it has passed.</summary>
    public TimeSpan? Next()
    {
        lock (sync)
            return times.TryPeek(out _, out var first) ? first - clock.GetUtcNow() : null;
    }

    /// <summary>Forgets those that have passed.</summary>
    /// <returns>Whether there were any.</returns>
    public bool TakePassed()
    {
        lock (sync)
        {
            var any = false;
            while (times.TryPeek(out _, out var first) && first <= clock.GetUtcNow())
            {
                times.Dequeue();
                any = true;
            }

            return any;
        }
    }
}
