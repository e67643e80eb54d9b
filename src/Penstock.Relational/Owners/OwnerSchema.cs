namespace Penstock.Relational;

/// <summary>The processes that live on a store. All leases of a process hang on its row.</summary>
public static class OwnerSchema
{
    public static MigrationSet Set { get; } = new("owners", [new Migration(1, "create the owners", Create)], new Dictionary<string, IReadOnlyList<string>>());

    private static IEnumerable<string> Create(Dialect dialect) =>
    [
        $"""
        CREATE TABLE penstock_owners (
            id {dialect.BigIdentityKey}, name TEXT NOT NULL, started_at {dialect.Timestamp} NOT NULL, expires_at {dialect.Timestamp} NOT NULL)
        """,
    ];
}
