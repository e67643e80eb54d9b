namespace Penstock.Workers.Digest;

/// <summary>How metrics are taken in. A value out of its range is refused when the endpoint is composed.</summary>
public sealed record IngestOptions
{
    /// <summary>The stream, or on a store the queue, that metrics are put into. Default: <c>nodepulse:metrics:stream</c>.</summary>
    public string Stream { get; init; } = DigestOptions.DefaultStream;

    /// <summary>With more than that in the stream, senders are told to come back later. Default: 50,000.</summary>
    public int MaxBacklog { get; init; } = 50_000;

    /// <summary>How long the answer to "is that server known?" is kept, yes and no alike. Default: 1 hour.</summary>
    public TimeSpan ServerCacheTtl { get; init; } = TimeSpan.FromHours(1);

    /// <summary>A larger request is refused. Default: 4 MiB.</summary>
    public int MaxBodyBytes { get; init; } = 4 * 1024 * 1024;

    internal IngestOptions Validated()
    {
        ArgumentException.ThrowIfNullOrEmpty(Stream);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxBacklog);
        ArgumentOutOfRangeException.ThrowIfLessThan(ServerCacheTtl, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBodyBytes, 1);
        return this;
    }
}
