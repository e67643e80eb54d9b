namespace Penstock.Workers.Chat;

/// <summary>How the outbox is emptied. A value out of its range is refused when the poller is composed.</summary>
public sealed record OutboxOptions
{
    /// <summary>Events published and marked together; 1 to 10,000. Default: 100.</summary>
    public int BatchSize { get; init; } = 100;

    /// <summary>Batches in hand at a time in this process; 1 to 8. Default: 2.</summary>
    public int Lanes { get; init; } = 2;

    /// <summary>Longest wait before an empty outbox is looked at again; a hint from the API ends it at once. Default: 500 ms.</summary>
    public TimeSpan PollEvery { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Failures of an event; then it is a dead letter. 1 to 1,000. Default: 3.</summary>
    public int MaxFailures { get; init; } = 3;

    /// <summary>Wait before a failed event's second attempt; it doubles. Default: 1 second.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Topics that get an event's payload as it is, beside the event itself, by its type. Default: <c>message.created</c> to <c>message_processing</c>.</summary>
    public FlatTopics Flat { get; init; } = FlatTopics.Default;

    /// <summary>How long published events are kept. Default: 24 hours.</summary>
    public TimeSpan KeepPublished { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long a shutdown waits for the batches in hand. Default: 10 seconds.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How the pipeline runs.</summary>
    public PipelineOptions ToPipeline() => new()
    {
        BatchSize = BatchSize,
        Lanes = Lanes,
        DrainLimit = DrainLimit,
        Retry = new RetryOptions { MaxAttempts = MaxFailures, BaseDelay = RetryDelay, MaxDelay = Max(RetryDelay, TimeSpan.FromMinutes(5)), Jitter = 0 },
    };

    internal OutboxOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BatchSize, 10_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(Lanes, 1);
        // Each holds some of the keys' buckets: with more there would be none left for the last.
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Lanes, OutboxTable.Buckets / OutboxBuckets.MostHeld);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(PollEvery, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(KeepPublished, TimeSpan.Zero);
        return this;
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
