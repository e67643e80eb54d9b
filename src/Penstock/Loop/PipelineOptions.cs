namespace Penstock;

/// <summary>How a pipeline runs.</summary>
public sealed record PipelineOptions
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    /// <summary>Deliveries claimed at once; 1 to 100,000. Default: 100.</summary>
    public int BatchSize { get; init; } = 100;

    /// <summary>Batches in hand at a time in this process; 1 to 64. Default: 1.</summary>
    public int Lanes { get; init; } = 1;

    /// <summary>A handler's time for one attempt; then its token is cancelled, which counts as a time-out. Default: 30 seconds.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Tries at once, in the process, after a dependency's error, before the probe is asked; 0 to 10. Default: 2.</summary>
    public int InProcessRetries { get; init; } = 2;

    /// <summary>Wait before the first of these; it doubles. Not used while a transaction holds locks. Default: 100 ms.</summary>
    public TimeSpan InProcessDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Leases of running deliveries are prolonged this often. Default: 10 seconds.</summary>
    public TimeSpan RenewEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a shutdown waits for what runs; then it is interrupted and released. Default: 10 seconds.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Deliveries a second; null is no limit. Above 0.</summary>
    public double? RatePerSecond { get; init; }

    /// <summary>Deliveries that may come at once after a quiet time. Null: two seconds' worth, at least 1.</summary>
    public double? Burst { get; init; }

    public RetryOptions Retry { get; init; } = new();

    /// <summary>
    /// What becomes of a key's later deliveries when one of them is a dead letter. Default: they go on. To wait, the source must keep the
    /// order of keys, without sharing its transaction, and the dead letters' home must be an <see cref="ILetterFates"/>.
    /// </summary>
    public Followers Followers { get; init; }

    public BreakerOptions Breaker { get; init; } = new();

    internal PipelineOptions Validated()
    {
        Within(BatchSize, 1, 100_000, nameof(BatchSize));
        Within(Lanes, 1, 64, nameof(Lanes));
        Within(InProcessRetries, 0, 10, nameof(InProcessRetries));
        Within(AttemptTimeout, Tick, nameof(AttemptTimeout));
        Within(RenewEvery, Tick, nameof(RenewEvery));
        Within(InProcessDelay, TimeSpan.Zero, nameof(InProcessDelay));
        Within(DrainLimit, TimeSpan.Zero, nameof(DrainLimit));
        if (RatePerSecond is { } rate && !(rate > 0 && double.IsFinite(rate)))
            throw new ArgumentOutOfRangeException(nameof(RatePerSecond), rate, "A number above 0 is allowed, or null for no limit.");
        if (Burst is { } burst && !(burst >= 1 && double.IsFinite(burst)))
            throw new ArgumentOutOfRangeException(nameof(Burst), burst, "A number from 1 is allowed, or null for two seconds' worth.");
        Retry.Validate();
        Breaker.Validate();
        return this;
    }

    // A timer takes no more than 49 days; nobody means to wait for even one.
    private static void Within(TimeSpan value, TimeSpan min, string name)
    {
        if (value < min || value > TimeSpan.FromDays(1))
            throw new ArgumentOutOfRangeException(name, value, $"{(min > TimeSpan.Zero ? "More than 0" : "0")} to 1 day is allowed.");
    }

    private static void Within(int value, int min, int max, string name)
    {
        if (value < min || value > max)
            throw new ArgumentOutOfRangeException(name, value, $"A whole number from {min} to {max} is allowed.");
    }
}
