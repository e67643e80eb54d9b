namespace Penstock.Relational;

/// <summary>Where a group begins that reads a topic for the first time.</summary>
public enum TopicStart
{
    /// <summary>With the oldest message that is kept.</summary>
    Beginning,

    /// <summary>With what is committed from then on.</summary>
    End,
}
