namespace Penstock;

/// <summary>
/// A debt bucket: it fills continuously at the rate, holds at most the burst, starts full, and is charged for what really came.
/// The framework's token bucket can't give back permits that a short batch left unused.
/// </summary>
internal sealed class RateGate(double perSecond, double? burst, TimeProvider clock) : IGate
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
            var available = Fill();
            if (available >= enough)
                return (int)Math.Min(wanted, available);

            await Task.Delay(Missing(enough - available), clock, stopping);
        }
    }

    public void Came(int count)
    {
        lock (sync)
            tokens -= count;
    }

    private double Fill()
    {
        lock (sync)
        {
            var now = clock.GetTimestamp();
            tokens = Math.Min(capacity, tokens + clock.GetElapsedTime(filledAt, now).TotalSeconds * perSecond);
            filledAt = now;
            return tokens;
        }
    }

    // A millisecond more than computed: timers round down, and a wait of 0 would spin.
    private TimeSpan Missing(double permits) =>
        TimeSpan.FromMilliseconds(Math.Min(int.MaxValue, Math.Ceiling(permits / perSecond * 1000) + 1));
}
