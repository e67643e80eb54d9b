namespace Penstock.Redis;

/// <summary>A list, and how it is read.</summary>
/// <param name="List">The list's key.</param>
public sealed record ListOptions(string List)
{
    /// <summary>Takes what was pushed to the left first, as for <c>LPUSH</c>; false takes from the left, as for <c>RPUSH</c>. Default: true.</summary>
    public bool FromRight { get; init; } = true;

    /// <summary>What is in hand or waits for a retry is kept in this stream. Default: the list's key and <c>:taken</c>.</summary>
    public string? TakenStream { get; init; }

    /// <summary>The stream for dead letters, moved there in one step; null leaves parking to the pipeline.</summary>
    public string? DeadStream { get; init; }

    /// <summary>See <see cref="StreamOptions.ConsumerPrefix"/>.</summary>
    public string ConsumerPrefix { get; init; } = "penstock";

    /// <summary>See <see cref="StreamOptions.Lease"/>.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>See <see cref="StreamOptions.BeatEvery"/>.</summary>
    public TimeSpan BeatEvery { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>See <see cref="StreamOptions.TakeoverGrace"/>.</summary>
    public TimeSpan TakeoverGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>See <see cref="StreamOptions.BlockFor"/>.</summary>
    public TimeSpan BlockFor { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The stream of what is taken, for <see cref="StreamView"/>.</summary>
    public StreamOptions Taken => new(TakenStream ?? $"{List}:taken", "penstock")
    {
        DeadStream = DeadStream,
        ConsumerPrefix = ConsumerPrefix,
        Lease = Lease,
        BeatEvery = BeatEvery,
        TakeoverGrace = TakeoverGrace,
        BlockFor = BlockFor,
    };
}
