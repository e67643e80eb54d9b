namespace Penstock.Relational;

/// <summary>What operators want of the pipelines, what replicas do, the permits of shared limits, and who changed what.</summary>
public static class ControlSchema
{
    public static MigrationSet Set { get; } = new("control", [new Migration(1, "create the control store", Create)], new Dictionary<string, IReadOnlyList<string>>());

    private static IEnumerable<string> Create(Dialect dialect) =>
    [
        $"""
        CREATE TABLE penstock_pipelines (
            name {dialect.NameText} PRIMARY KEY, state TEXT NOT NULL DEFAULT 'running', rate DOUBLE PRECISION, generation BIGINT NOT NULL DEFAULT 0,
            changed_by TEXT, changed_at {dialect.Timestamp}, why TEXT)
        """,
        $"""
        CREATE TABLE penstock_replicas (
            pipeline {dialect.NameText} NOT NULL, owner BIGINT NOT NULL, place TEXT NOT NULL, generation BIGINT NOT NULL, state TEXT NOT NULL,
            in_hand INTEGER NOT NULL, updated_at {dialect.Timestamp} NOT NULL, PRIMARY KEY (pipeline, owner))
        """,
        // A row of its own: it changes several times a second, and what waits for it must not hold up an operator's change.
        $"""
        CREATE TABLE penstock_permits (
            pipeline {dialect.NameText} PRIMARY KEY, rate DOUBLE PRECISION NOT NULL, tokens DOUBLE PRECISION NOT NULL,
            filled_at {dialect.Timestamp} NOT NULL)
        """,
        $"""
        CREATE TABLE penstock_audit (
            id {dialect.BigIdentityKey}, at {dialect.Timestamp} NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL, target TEXT NOT NULL,
            details TEXT, why TEXT)
        """,
        "CREATE INDEX penstock_audit_target ON penstock_audit (target, id)",
    ];
}
