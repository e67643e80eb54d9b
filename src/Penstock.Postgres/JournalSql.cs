namespace Penstock.Postgres;

internal static class JournalSql
{
    public const string Hold = """
        INSERT INTO penstock_in_flight (pipeline, owner, slot, origins, noted_at) VALUES (@pipeline, @owner, @slot, @origins, now())
        ON CONFLICT (pipeline, owner, slot) DO UPDATE SET origins = excluded.origins, noted_at = excluded.noted_at
        """;

    public const string Claim = """
        WITH suspects AS MATERIALIZED (
            SELECT origin, claims FROM penstock_suspects WHERE pipeline = @pipeline AND origin = ANY (@origins)),
        noted AS (
            INSERT INTO penstock_in_flight (pipeline, owner, slot, origins, noted_at)
            SELECT @pipeline, @owner, @slot, CASE WHEN EXISTS (SELECT FROM suspects)
                THEN ARRAY(SELECT o FROM unnest(@origins) o WHERE o NOT IN (SELECT origin FROM suspects)) ELSE @origins END, now()
            ON CONFLICT (pipeline, owner, slot) DO UPDATE SET origins = excluded.origins, noted_at = excluded.noted_at)
        SELECT origin, claims FROM suspects
        """;

    public const string Forget = "DELETE FROM penstock_suspects WHERE pipeline = @pipeline AND origin = ANY (@origins)";

    // What was committed just before a death stays behind as a suspect that never comes again.
    public const string Prune = "DELETE FROM penstock_suspects WHERE pipeline = @pipeline AND noted_at < now() - interval '7 days'";

    // A server that has just started has lost every session: the living first get the time to take their locks again, since a
    // flapping server must not look like a message that kills its process.
    public const string CountDead = """
        WITH dead AS (
            DELETE FROM penstock_in_flight f
            WHERE pipeline = @pipeline AND owner <> @owner AND now() - pg_postmaster_start_time() > interval '10 seconds'
              AND NOT EXISTS (
                SELECT FROM pg_locks l
                WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2 AND l.objid = f.owner::oid
                  AND l.classid::bigint = (hashtext(@space)::bigint & 4294967295)
                  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))
            RETURNING origins)
        INSERT INTO penstock_suspects (pipeline, origin, claims, noted_at)
        SELECT DISTINCT @pipeline, origin, 1, now() FROM dead, unnest(origins) AS origin
        ON CONFLICT (pipeline, origin) DO UPDATE SET claims = penstock_suspects.claims + 1, noted_at = excluded.noted_at
        """;
}
