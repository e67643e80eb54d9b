namespace Penstock.Relational;

/// <summary>The ids of what was handled, each for as long as a duplicate of it may come.</summary>
public static class InboxSchema
{
    public static MigrationSet Set { get; } = new("inbox", [new Migration(1, "create the inbox", Create)], new Dictionary<string, IReadOnlyList<string>>());

    private static IEnumerable<string> Create(Dialect dialect) =>
    [
        $"""
        CREATE TABLE penstock_inbox (
            scope {dialect.NameText} NOT NULL, id {dialect.NameText} NOT NULL, taken_at {dialect.Timestamp} NOT NULL, PRIMARY KEY (scope, id))
        """,
        "CREATE INDEX penstock_inbox_age ON penstock_inbox (taken_at)",
    ];
}
