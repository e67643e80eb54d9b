namespace Penstock.Workers.Digest;

/// <summary>Lets through what is worth a line once a minute, however often it happens.</summary>
internal sealed class Seldom(TimeProvider clock)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private long? lastAt;

    public bool IsDue()
    {
        lock (gate)
        {
            if (lastAt is { } then && clock.GetElapsedTime(then) < Every)
                return false;

            lastAt = clock.GetTimestamp();
            return true;
        }
    }
}
