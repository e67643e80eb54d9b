namespace Penstock.Relational;

/// <summary>How a group reads a topic.</summary>
public sealed record TopicOptions
{
    /// <summary>Of a group that is not there yet. Default: the beginning.</summary>
    public TopicStart Start { get; init; } = TopicStart.Beginning;

    /// <summary>
    /// Messages that wait in the group's queue before no more are moved there: keyed ones of one bucket, and then none of that bucket;
    /// ten times as many without a key, and then none at all. Looked at once a second. 1 to 1,000,000. Default: 2,000.
    /// </summary>
    public int ReadAhead { get; init; } = 2_000;

    /// <summary>How the group's queue is watched.</summary>
    public QueueOptions Queue { get; init; } = new();

    internal TopicOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ReadAhead, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ReadAhead, 1_000_000);
        return this;
    }
}
