namespace Penstock;

/// <summary>How an outage is waited out.</summary>
public sealed record BreakerOptions
{
    /// <summary>While open, the probe runs this often. Default: 1 second.</summary>
    public TimeSpan ProbeEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Where the probe succeeds and the next batch fails all the same, the wait doubles up to this. Default: 4 seconds, so that
    /// work resumes within 5 seconds of the dependency's return.
    /// </summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(4);

    internal void Validate()
    {
        // Waits of 0 seconds would be a spin.
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ProbeEvery, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(MaxWait, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxWait, TimeSpan.FromDays(1));
    }
}
