namespace Penstock.Relational;

/// <summary>A replay: letters that were chosen when it was made, on their way back.</summary>
public sealed record Replay
{
    /// <summary>For going on with it; null in a home that keeps no replays.</summary>
    public long? Id { get; init; }

    public required string Who { get; init; }

    /// <summary>The filter as it was shown.</summary>
    public required string Selection { get; init; }

    public double? Rate { get; init; }

    public bool StopOnFailure { get; init; }

    public required string State { get; init; }

    /// <summary>Letters chosen.</summary>
    public long Total { get; init; }

    /// <summary>Back where they came from.</summary>
    public long Done { get; init; }

    /// <summary>Could not be sent back, and stay parked.</summary>
    public long Failed { get; init; }

    /// <summary>Were resolved or gone when their turn came.</summary>
    public long Skipped { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public long Left => Total - Done - Failed - Skipped;
}

/// <summary>How a replay stands.</summary>
public static class ReplayState
{
    /// <summary>Any process that hosts replays goes on with it.</summary>
    public const string Running = "running";

    /// <summary>Waits for somebody to resume it.</summary>
    public const string Paused = "paused";

    /// <summary>Ended by somebody; what was not back stays parked.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Every letter had its turn.</summary>
    public const string Done = "done";

    /// <summary>Ended by a letter that could not be sent back.</summary>
    public const string Failed = "failed";
}

/// <summary>What is asked for.</summary>
/// <param name="Filter">Which letters; those that are unresolved now.</param>
/// <param name="Who">Kept with the replay and with each letter.</param>
/// <param name="Rate">Letters a second; null is no limit.</param>
/// <param name="StopOnFailure">The first letter that can't be sent back ends it.</param>
public sealed record ReplayRequest(LetterFilter Filter, string Who, double? Rate = null, bool StopOnFailure = false);
