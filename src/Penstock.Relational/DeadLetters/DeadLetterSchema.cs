namespace Penstock.Relational;

/// <summary>The dead letters of all pipelines on a store, what was done to them, and their replays.</summary>
public static class DeadLetterSchema
{
    public static MigrationSet Set { get; } = new(
        "dead_letters",
        [new Migration(1, "create the dead letters", Letters), new Migration(2, "create the replays", Replays)],
        new Dictionary<string, IReadOnlyList<string>>());

    private static IEnumerable<string> Letters(Dialect dialect) =>
    [
        // body_bytes: a listing must not fetch bodies to say how long they are.
        $"""
        CREATE TABLE penstock_dead_letters (
            id {dialect.BigIdentityKey}, pipeline {dialect.NameText} NOT NULL, origin {dialect.NameText} NOT NULL, address TEXT,
            key {dialect.NameText}, headers TEXT, body {dialect.Bytes} NOT NULL, body_bytes INTEGER NOT NULL,
            reason_type TEXT NOT NULL, reason_message TEXT NOT NULL, fingerprint {dialect.NameText} NOT NULL, moved_from {dialect.NameText},
            failures INTEGER NOT NULL, parks INTEGER NOT NULL, state {dialect.NameText} NOT NULL, parked_at {dialect.Timestamp} NOT NULL,
            last_parked_at {dialect.Timestamp} NOT NULL, resolved_at {dialect.Timestamp}, resolved_by TEXT)
        """,
        // What differs most comes first: that is what an entry costs.
        "CREATE UNIQUE INDEX penstock_dead_letters_open ON penstock_dead_letters (origin, pipeline) WHERE resolved_at IS NULL",
        "CREATE INDEX penstock_dead_letters_age ON penstock_dead_letters (parked_at, id) WHERE resolved_at IS NULL",
        "CREATE INDEX penstock_dead_letters_pipeline ON penstock_dead_letters (pipeline, parked_at, id) WHERE resolved_at IS NULL",
        "CREATE INDEX penstock_dead_letters_group ON penstock_dead_letters (pipeline, fingerprint, parked_at, id) WHERE resolved_at IS NULL",
        "CREATE INDEX penstock_dead_letters_key ON penstock_dead_letters (key, pipeline) WHERE resolved_at IS NULL AND key IS NOT NULL",
        "CREATE INDEX penstock_dead_letters_past ON penstock_dead_letters (origin) WHERE resolved_at IS NOT NULL",
        "CREATE INDEX penstock_dead_letters_resolved ON penstock_dead_letters (resolved_at) WHERE resolved_at IS NOT NULL",
        // The count of a group is the sum over its slots: those who park at the same moment don't wait for each other.
        $"""
        CREATE TABLE penstock_dead_letter_groups (
            pipeline {dialect.NameText} NOT NULL, fingerprint {dialect.NameText} NOT NULL, slot INTEGER NOT NULL,
            reason_type TEXT, reason_text TEXT, parked BIGINT NOT NULL, resolved BIGINT NOT NULL,
            first_at {dialect.Timestamp}, last_at {dialect.Timestamp}, PRIMARY KEY (pipeline, fingerprint, slot)){dialect.Busy}
        """,
        $"""
        CREATE TABLE penstock_dead_letter_history (
            id {dialect.BigIdentityKey}, letter BIGINT NOT NULL, at {dialect.Timestamp} NOT NULL, who TEXT NOT NULL,
            what {dialect.NameText} NOT NULL, old_headers TEXT, old_body {dialect.Bytes})
        """,
        "CREATE INDEX penstock_dead_letter_history_letter ON penstock_dead_letter_history (letter, id)",
    ];

    // An item leaves when its letter is back; what failed stays with its reason.
    private static IEnumerable<string> Replays(Dialect dialect) =>
    [
        $"""
        CREATE TABLE penstock_replays (
            id {dialect.BigIdentityKey}, who TEXT NOT NULL, selection TEXT NOT NULL, rate DOUBLE PRECISION, stop_on_failure {dialect.Bool} NOT NULL,
            state {dialect.NameText} NOT NULL, total BIGINT NOT NULL, done BIGINT NOT NULL, failed BIGINT NOT NULL, skipped BIGINT NOT NULL,
            created_at {dialect.Timestamp} NOT NULL, finished_at {dialect.Timestamp})
        """,
        "CREATE INDEX penstock_replays_open ON penstock_replays (id) WHERE finished_at IS NULL",
        $"""
        CREATE TABLE penstock_replay_items (
            replay BIGINT NOT NULL, letter BIGINT NOT NULL, failure TEXT, PRIMARY KEY (replay, letter))
        """,
        "CREATE INDEX penstock_replay_items_waiting ON penstock_replay_items (replay, letter) WHERE failure IS NULL",
    ];

}
