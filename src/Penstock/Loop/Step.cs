namespace Penstock;

/// <summary>The points of a pass at which a process may die. Each is named, so that a test can kill it there and count that it did.</summary>
public enum Step
{
    /// <summary>The source holds the batch; nothing has run.</summary>
    Claimed,

    /// <summary>Effects are written; no verdict is.</summary>
    Ran,

    /// <summary>Failures are written, the commit is next.</summary>
    Committing,

    /// <summary>Committed; the loop has not heard of it.</summary>
    Committed,

    /// <summary>All is settled.</summary>
    Settled,
}
