namespace Penstock.Workers.Chat;

/// <summary>How the fallback list is drained.</summary>
public sealed record FallbackOptions
{
    /// <summary>Messages published together; 1 to 1,000. Default: 50.</summary>
    public int BatchSize { get; init; } = 50;

    /// <summary>Longest wait before an empty list is looked at again; what is pushed ends it at once. Default: 10 seconds.</summary>
    public TimeSpan PollEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a process that is not the one who drains asks whether it may be. Default: 1 second.</summary>
    public TimeSpan StandBy { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The list's key, or the queue's name. Default: <c>fallback:message_queue</c>.</summary>
    public string List { get; init; } = ChatKeys.FallbackQueue;

    /// <summary>How often its length is asked for. Default: 5 seconds.</summary>
    public TimeSpan CountEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a shutdown waits for the batch in hand. Default: 10 seconds.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How the pipeline runs: one batch at a time, since the list has one order.</summary>
    public PipelineOptions ToPipeline() => FlowRetries.Options(BatchSize, lanes: 1, maxAttempts: 3, TimeSpan.FromSeconds(1), DrainLimit);

    internal FallbackOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BatchSize, 1_000);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(PollEvery, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(StandBy, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(CountEvery, TimeSpan.Zero);
        return this;
    }
}
