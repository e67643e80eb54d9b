namespace Penstock;

/// <summary>What a source's store can do by itself. What it can't, a decorator adds.</summary>
[Flags]
public enum Can
{
    None = 0,

    /// <summary>A retry can wait in the store; <see cref="Settlement.Retry.After"/> is honoured.</summary>
    Delay = 1,

    /// <summary>The store counts claims, so that a message that kills its process is noticed.</summary>
    CountClaims = 2,

    /// <summary>Dead letter and settlement commit together.</summary>
    ParkAtomically = 4,

    /// <summary>Messages of one key come in order, also after a retry.</summary>
    KeepKeyOrder = 8,
}
