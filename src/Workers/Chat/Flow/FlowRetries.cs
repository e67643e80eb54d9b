namespace Penstock.Workers.Chat;

/// <summary>How the workers of the flow try again: 1, 2, 4 seconds apart, and no longer than minutes.</summary>
internal static class FlowRetries
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public static PipelineOptions Options(int batchSize, int lanes, int maxAttempts, TimeSpan delay, TimeSpan drainLimit) => new()
    {
        BatchSize = batchSize,
        Lanes = lanes,
        DrainLimit = drainLimit,
        Retry = new RetryOptions { MaxAttempts = maxAttempts, BaseDelay = delay, MaxDelay = delay > Longest ? delay : Longest, Jitter = 0 },
    };
}
