namespace Penstock.Relational;

/// <summary>A step that the store lacks, with its SQL.</summary>
public sealed record PendingMigration(string Scope, int Version, string Name, IReadOnlyList<string> Statements)
{
    /// <summary>What is done to the rows before it, in a few words; null for nothing. Told by a plan only.</summary>
    public string? Preparation { get; init; }
}
