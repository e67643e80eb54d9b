namespace Penstock.Redis;

/// <summary>A stream, the group that reads it, and how.</summary>
/// <param name="Stream">The stream's key.</param>
/// <param name="Group">Made with the first read, from the stream's beginning, where it isn't there.</param>
public sealed record StreamOptions(string Stream, string Group)
{
    /// <summary>What the names of this process's consumers begin with; the host's name and eight random digits follow. Default: <c>penstock</c>.</summary>
    public string ConsumerPrefix { get; init; } = "penstock";

    /// <summary>The stream for dead letters, moved there in one step; null leaves parking to the pipeline.</summary>
    public string? DeadStream { get; init; }

    /// <summary>The field that is the message; the others are its headers. Default: <c>payload</c>.</summary>
    public string BodyField { get; init; } = "payload";

    /// <summary>Entries that nobody renews for that long are taken over, those of consumers that are not Penstock's too. Default: 10 seconds.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often entries in hand are renewed, all of a source at once; at most a third of the lease. Default: 3 seconds.</summary>
    public TimeSpan BeatEvery { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// After its own connection came up a process waits that long before it takes anything over: a server that was away has lost
    /// everybody's, and the living first get the time to renew. Default: 10 seconds.
    /// </summary>
    public TimeSpan TakeoverGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait of a read; and, at the least, how often what is due or orphaned is looked for. Default: 1 second.</summary>
    public TimeSpan BlockFor { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A consumer that holds nothing and was not heard of for that long is removed from the group. Default: 1 hour.</summary>
    public TimeSpan RemoveConsumersAfter { get; init; } = TimeSpan.FromHours(1);

    internal StreamOptions Validated()
    {
        ArgumentException.ThrowIfNullOrEmpty(Stream);
        ArgumentException.ThrowIfNullOrEmpty(Group);
        ArgumentException.ThrowIfNullOrEmpty(ConsumerPrefix);
        ArgumentException.ThrowIfNullOrEmpty(BodyField);
        ArgumentOutOfRangeException.ThrowIfLessThan(BlockFor, TimeSpan.FromMilliseconds(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(BeatEvery, TimeSpan.FromMilliseconds(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(Lease, 3 * BeatEvery);
        ArgumentOutOfRangeException.ThrowIfLessThan(TakeoverGrace, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(RemoveConsumersAfter, Lease);
        if (DeadStream is "" || DeadStream == Stream)
            throw new ArgumentException($"DeadStream is '{DeadStream}': the key of another stream is allowed, or null.");
        return this;
    }
}
