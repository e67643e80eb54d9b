using Penstock.Redis;

namespace Penstock.Workers.Digest;

/// <summary>What the digest reads, and how it writes. A value out of its range is refused when the digest is composed.</summary>
public sealed record DigestOptions
{
    public const string DefaultStream = "nodepulse:metrics:stream";

    public const string DefaultDeadStream = "nodepulse:metrics:dlq";

    public const string DefaultGroup = "submarines-digest";

    /// <summary>The stream that the messages are on. Default: <c>nodepulse:metrics:stream</c>.</summary>
    public string Stream { get; init; } = DefaultStream;

    /// <summary>The stream of dead letters. Default: <c>nodepulse:metrics:dlq</c>.</summary>
    public string DeadStream { get; init; } = DefaultDeadStream;

    /// <summary>The group of readers. Default: <c>submarines-digest</c>.</summary>
    public string Group { get; init; } = DefaultGroup;

    /// <summary>Messages read, written and acknowledged together; 1 to 10,000. Default: 100.</summary>
    public int BatchSize { get; init; } = 100;

    /// <summary>Batches in hand at a time; 1 to 64. Default: 10.</summary>
    public int Lanes { get; init; } = 10;

    /// <summary>Failures of a message by its own fault; then it is a dead letter. What is malformed is one at once. 1 to 1,000. Default: 5.</summary>
    public int MaxFailures { get; init; } = 5;

    /// <summary>How long a shutdown waits for the batches in hand. Default: 10 seconds.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often old rows are removed. Default: 1 minute.</summary>
    public TimeSpan CleanEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The cleaner says what it would remove, and removes nothing. Default: false.</summary>
    public bool DryRun { get; init; }

    /// <summary>How often the stream is asked for its figures. Default: 5 seconds.</summary>
    public TimeSpan CountEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Wait before a failed message's second attempt; it doubles. Default: 1 second.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The stream as its source and its figures know it.</summary>
    public StreamOptions ToStream() => new(Stream, Group) { DeadStream = DeadStream, ConsumerPrefix = "digest" };

    /// <summary>How the pipeline runs.</summary>
    public PipelineOptions ToPipeline() => new()
    {
        BatchSize = BatchSize,
        Lanes = Lanes,
        DrainLimit = DrainLimit,
        Retry = new RetryOptions { MaxAttempts = MaxFailures, BaseDelay = RetryDelay },
    };

    internal DigestOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BatchSize, 10_000);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(CleanEvery, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(CountEvery, TimeSpan.Zero);
        return this;
    }
}
