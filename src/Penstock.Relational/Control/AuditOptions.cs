namespace Penstock.Relational;

/// <summary>How long the log of changes may grow.</summary>
public sealed record AuditOptions
{
    /// <summary>The newest entries that are kept; at least 1. Default: 100,000.</summary>
    public int Keep { get; init; } = 100_000;

    internal AuditOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Keep, 1);
        return this;
    }
}
