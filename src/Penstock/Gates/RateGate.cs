namespace Penstock;

/// <summary>
/// A bucket that fills continuously at the rate, holds at most the burst, and starts full. What is granted is set aside, so that
/// lanes can't spend it twice, and what did not come of it is put back: the framework's token bucket can't take permits back.
/// </summary>
/// <param name="perSecond">Above 0.</param>
/// <param name="burst">The most that is saved up; null: two seconds' worth, at least 1.</param>
/// <param name="clock">Fills it.</param>
public sealed class RateGate(double perSecond, double? burst, TimeProvider clock) : IGate
{
    // Permits are handed out in chunks of a quarter of a second, so that a slow rate doesn't turn batches into single rows.
    private const double ChunkSeconds = 0.25;

    private readonly double capacity = Math.Max(1, burst ?? 2 * perSecond);
    private readonly Lock sync = new();
    private double tokens = Math.Max(1, burst ?? 2 * perSecond);
    private long filledAt = clock.GetTimestamp();

    public async ValueTask<int> EnterAsync(int wanted, CancellationToken stopping)
    {
        var enough = Math.Min(wanted, Math.Max(1, Math.Min(capacity, perSecond * ChunkSeconds)));
        while (true)
        {
            if (Take(wanted, enough, out var missing) is var granted and > 0)
                return granted;

            await Task.Delay(Wait(missing), clock, stopping);
        }
    }

    public void Came(int granted, int came)
    {
        lock (sync)
            tokens += granted - came;
    }

    // 0 where not even enough is there.
    private int Take(int wanted, double enough, out double missing)
    {
        lock (sync)
        {
            var now = clock.GetTimestamp();
            tokens = Math.Min(capacity, tokens + clock.GetElapsedTime(filledAt, now).TotalSeconds * perSecond);
            filledAt = now;
            missing = enough - tokens;
            var granted = missing > 0 ? 0 : (int)Math.Min(wanted, tokens);
            tokens -= granted;
            return granted;
        }
    }

    // A millisecond more than computed: timers round down, and a wait of 0 would spin.
    private TimeSpan Wait(double permits) =>
        TimeSpan.FromMilliseconds(Math.Min(int.MaxValue, Math.Ceiling(permits / perSecond * 1000) + 1));
}
