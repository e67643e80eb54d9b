namespace Penstock.Relational;

/// <summary>A step that the store lacks, with its SQL.</summary>
public sealed record PendingMigration(string Scope, int Version, string Name, IReadOnlyList<string> Statements);
