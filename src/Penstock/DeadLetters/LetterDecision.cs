namespace Penstock;

/// <summary>What can be decided about a dead letter.</summary>
public enum LetterDecision
{
    /// <summary>Nothing yet.</summary>
    None,

    /// <summary>It is to be handled again.</summary>
    Replay,

    /// <summary>Nobody needs it.</summary>
    Discard,
}
