namespace Penstock.Relational;

/// <summary>What can have become of a dead letter.</summary>
public static class LetterState
{
    /// <summary>Waits for somebody to replay or discard it.</summary>
    public const string Parked = "parked";

    /// <summary>Sent back to where it came from.</summary>
    public const string Replayed = "replayed";

    /// <summary>Somebody decided that it is not needed.</summary>
    public const string Discarded = "discarded";
}
