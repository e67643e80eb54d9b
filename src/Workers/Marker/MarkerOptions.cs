using Penstock.Relational;

namespace Penstock.Workers.Marker;

/// <summary>What the marker does to which rows. A value out of its range is refused when the marker is composed.</summary>
public sealed record MarkerOptions
{
    /// <summary>Rows claimed, named and committed together; 1 to 100,000. Default: 100.</summary>
    public int BatchSize { get; init; } = 100;

    /// <summary>A minimum age: younger rows are left alone. 0 takes all. In days. Default: 1.</summary>
    public double MaxAgeDays { get; init; } = 1;

    /// <summary>Attempts on a row that fails by its own fault, across batches; then it is dead-lettered. 1 to 1,000. Default: 3.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>Waits between them are base⁰, base¹, base² … seconds; 1 to 100. Default: 2.</summary>
    public double RetryBackoffBase { get; init; } = 2;

    /// <summary>Rows a second; null is no limit. Default: null.</summary>
    public double? RateLimitPerSecond { get; init; }

    /// <summary>Write a dead letter for a row that is given up. Its status becomes <c>failed</c> either way. Default: true.</summary>
    public bool EnableDeadLetterQueue { get; init; } = true;

    /// <summary>The dead letters' table; a plain identifier. Default: <c>des_marker_dlq</c>.</summary>
    public string DeadLetterTable { get; init; } = "des_marker_dlq";

    /// <summary>Wait after nothing was found. Default: 5 seconds.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The node id to start with, 0 to 255. Where another process has it, a free one is taken. Default: 0.</summary>
    public int NodeId { get; init; }

    /// <summary>ASCII letters and digits. Default: <c>DES</c>.</summary>
    public string NamePrefix { get; init; } = DesName.DefaultPrefix;

    /// <summary>Bits of the millisecond that a name keeps; 1 to 32. Default: 32.</summary>
    public int WrapBits { get; init; } = DesName.MaxWrapBits;

    /// <summary>Top bits of the digest that are the shard; 1 to 31. Default: 8.</summary>
    public int ShardBits { get; init; } = Shard.DefaultBits;

    /// <summary>The name of a registered <see cref="IHashStrategy"/>. Default: <c>sha256</c>.</summary>
    public string HashStrategy { get; init; } = "sha256";

    /// <summary>The status of a row that is done. Default: <c>marked</c>.</summary>
    public string DoneStatus { get; init; } = "marked";

    /// <summary>Batches in hand at a time; 1 to 64. Default: 1.</summary>
    public int Lanes { get; init; } = 1;

    /// <summary>How long a shutdown waits for a batch in hand. Default: 4 seconds.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How often the backlog and the dead letters are counted for the gauges. Default: 10 seconds.</summary>
    public TimeSpan CountEvery { get; init; } = TimeSpan.FromSeconds(10);

    internal PipelineOptions ToPipeline() => new()
    {
        BatchSize = BatchSize,
        Lanes = Lanes,
        RatePerSecond = RateLimitPerSecond,
        DrainLimit = DrainLimit,
        Retry = new RetryOptions { MaxAttempts = MaxRetries, BaseDelay = TimeSpan.FromSeconds(1), Factor = RetryBackoffBase, Jitter = 0 },
    };

    internal MarkerOptions Validated()
    {
        Dialect.Quote(DeadLetterTable);
        if (!(MaxAgeDays is >= 0 and <= 36_500))
            throw new ArgumentOutOfRangeException(nameof(MaxAgeDays), MaxAgeDays, "0 to 36,500 days are allowed.");
        if (DoneStatus is "" or "retry" or "failed" or "pending" or "marking" || DoneStatus.Length > 32)
            throw new ArgumentOutOfRangeException(nameof(DoneStatus), DoneStatus, "Up to 32 characters are allowed, and none of retry, failed, pending, marking.");
        return this;
    }
}
