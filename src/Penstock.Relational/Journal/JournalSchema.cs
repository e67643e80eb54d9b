namespace Penstock.Relational;

/// <summary>
/// The journal's tables on a store that keeps them beside the work. Notes need not survive a crash of the server itself, so they
/// are not logged; suspects are.
/// </summary>
public static class JournalSchema
{
    public static MigrationSet Set { get; } = new("journal", [new Migration(1, "create the journal", Create)], new Dictionary<string, IReadOnlyList<string>>());

    // SQLite's journal lives in a file of its own, which creates its tables itself.
    private static IEnumerable<string> Create(Dialect dialect) => dialect.Name == "sqlite" ? [] :
    [
        """
        CREATE UNLOGGED TABLE penstock_in_flight (
            pipeline TEXT NOT NULL, owner INTEGER NOT NULL, slot INTEGER NOT NULL, origins TEXT[] NOT NULL,
            noted_at TIMESTAMPTZ NOT NULL, PRIMARY KEY (pipeline, owner, slot)) WITH (fillfactor = 50)
        """,
        """
        CREATE TABLE penstock_suspects (
            pipeline TEXT NOT NULL, origin TEXT NOT NULL, claims INTEGER NOT NULL, noted_at TIMESTAMPTZ NOT NULL,
            PRIMARY KEY (pipeline, origin))
        """,
    ];
}
