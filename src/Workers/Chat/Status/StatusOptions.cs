namespace Penstock.Workers.Chat;

/// <summary>How status updates are written.</summary>
public sealed record StatusOptions
{
    /// <summary>Updates written together; 1 to 10,000. Default: 500.</summary>
    public int BatchSize { get; init; } = 500;

    /// <summary>Batches in hand at a time in this process; 1 to 64. Default: 1.</summary>
    public int Lanes { get; init; } = 1;

    /// <summary>Attempts at an update that fails by its own fault; then it is a dead letter. 1 to 1,000. Default: 3.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>Wait before the second attempt; it doubles. Default: 1 second.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a shutdown waits for the batches in hand. Default: 10 seconds.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How the pipeline runs.</summary>
    public PipelineOptions ToPipeline() => FlowRetries.Options(BatchSize, Lanes, MaxAttempts, RetryDelay, DrainLimit);
}
