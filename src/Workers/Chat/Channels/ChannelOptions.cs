namespace Penstock.Workers.Chat;

/// <summary>How a channel's messages are sent.</summary>
public sealed record ChannelOptions
{
    /// <summary>Conversations at a time in this process; 1 to 1,000. Default: 64.</summary>
    public int Concurrency { get; init; } = 64;

    /// <summary>Messages claimed together; 1 to 10,000. Default: 500.</summary>
    public int BatchSize { get; init; } = 500;

    /// <summary>Batches in hand at a time; 1 to 64. Default: 2.</summary>
    public int Lanes { get; init; } = 2;

    /// <summary>Attempts at a message that fails by its own fault; then it is a dead letter, and has failed. 1 to 1,000. Default: 3.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>Wait before the second attempt; it doubles. Default: 1 second.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a shutdown waits for what is being sent. Default: 10 seconds.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Who reads the channel's topic. Null: <c>&lt;channel&gt;_group</c>.</summary>
    public string? Group { get; init; }

    /// <summary>What metrics call it. Null: <c>&lt;channel&gt;_channel</c>.</summary>
    public string? Worker { get; init; }

    /// <summary>How the pipeline runs.</summary>
    public PipelineOptions ToPipeline() => FlowRetries.Options(BatchSize, Lanes, MaxAttempts, RetryDelay, DrainLimit);

    internal ChannelOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Concurrency, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Concurrency, 1_000);
        return this;
    }
}
