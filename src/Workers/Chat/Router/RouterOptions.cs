namespace Penstock.Workers.Chat;

/// <summary>How messages are routed. A value out of its range is refused when the router is composed.</summary>
public sealed record RouterOptions
{
    /// <summary>Messages routed together; 1 to 10,000. Default: 500.</summary>
    public int BatchSize { get; init; } = 500;

    /// <summary>Batches in hand at a time in this process; 1 to 64. Default: 2.</summary>
    public int Lanes { get; init; } = 2;

    /// <summary>Attempts at a message that fails by its own fault; then it is a dead letter. 1 to 1,000. Default: 3.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>Wait before the second attempt; it doubles. Default: 1 second.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The channels there are: <c>all</c> means each of them, and who else is named gets nothing. Default: whatsapp, instagram.</summary>
    public IReadOnlyList<string> Channels { get; init; } = ChatChannels.Known;

    /// <summary>How long a shutdown waits for the batches in hand. Default: 10 seconds.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How the pipeline runs.</summary>
    public PipelineOptions ToPipeline() => FlowRetries.Options(BatchSize, Lanes, MaxAttempts, RetryDelay, DrainLimit);

    internal RouterOptions Validated()
    {
        if (Channels.FirstOrDefault(name => !ChannelName.IsAllowed(name)) is { } wrong)
            throw new ArgumentException($"Channels has '{wrong}': {ChannelName.Allowed} is allowed.");
        return this;
    }
}
