namespace Penstock;

/// <summary>How often and how soon a delivery's own failures are tried again.</summary>
public sealed record RetryOptions
{
    /// <summary>Attempts in all, the first included; 1 to 1,000. Default: 5.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>Wait before the second attempt. Default: 1 second.</summary>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Each wait is this many times the one before; 1 to 100. Default: 2.</summary>
    public double Factor { get; init; } = 2;

    /// <summary>No wait is longer. Default: 5 minutes.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The part of a wait that varies from delivery to delivery, so that they don't come back as one wave; 0 to 1. Default: 0.2.</summary>
    public double Jitter { get; init; } = 0.2;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxAttempts, 1_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(BaseDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDelay, BaseDelay);
        if (!(Factor is >= 1 and <= 100))
            throw new ArgumentOutOfRangeException(nameof(Factor), Factor, "1 to 100 is allowed.");
        if (!(Jitter is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(Jitter), Jitter, "0 to 1 is allowed.");
    }
}
