namespace Penstock;

/// <summary>What becomes of a delivery: a closed set.</summary>
public abstract record Settlement
{
    private Settlement()
    {
    }

    /// <summary>Done: the effect is durable.</summary>
    public sealed record Complete : Settlement
    {
        public static Complete Instance { get; } = new();
    }

    /// <summary>Its own failure, counted: to be tried again, not before <paramref name="After"/> has passed.</summary>
    public sealed record Retry(TimeSpan After, Reason Reason) : Settlement;

    /// <summary>Given up: parked with its reason until somebody replays or discards it.</summary>
    public sealed record DeadLetter(Reason Reason) : Settlement;

    /// <summary>Handed back and nothing counted: shutdown, pause, outage.</summary>
    public sealed record Release : Settlement
    {
        public static Release Instance { get; } = new();
    }
}
