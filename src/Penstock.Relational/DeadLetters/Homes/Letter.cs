namespace Penstock.Relational;

/// <summary>A dead letter as it is listed.</summary>
public sealed record Letter
{
    public required long Id { get; init; }

    public required string Pipeline { get; init; }

    public required string Origin { get; init; }

    public required Reason Reason { get; init; }

    /// <summary>Where it goes back to, such as <c>queue:emails</c>; null where there is no such place.</summary>
    public string? Address { get; init; }

    public string? Key { get; init; }

    /// <summary>The group's; null in a home that doesn't keep one.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Counted failures when it was given up.</summary>
    public int Failures { get; init; }

    /// <summary>How often it was parked while it was unresolved.</summary>
    public int Parks { get; init; } = 1;

    /// <summary>One of <see cref="LetterState"/>.</summary>
    public string State { get; init; } = LetterState.Parked;

    public int BodyBytes { get; init; }

    public DateTimeOffset ParkedAt { get; init; }

    public DateTimeOffset? ResolvedAt { get; init; }

    public string? ResolvedBy { get; init; }
}
