namespace Penstock.Relational;

/// <summary>How a group reads a topic.</summary>
public sealed record TopicOptions
{
    /// <summary>Of a group that is not there yet. Default: the beginning.</summary>
    public TopicStart Start { get; init; } = TopicStart.Beginning;

    /// <summary>
    /// Keyed messages of one bucket that wait in the group's queue before no more of that bucket are moved there, as far as is looked
    /// once a second; 1 or more. Default: 2,000.
    /// </summary>
    public int ReadAhead { get; init; } = 2_000;

    /// <summary>How the group's queue is watched.</summary>
    public QueueOptions Queue { get; init; } = new();

    internal TopicOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ReadAhead, 1);
        return this;
    }
}
