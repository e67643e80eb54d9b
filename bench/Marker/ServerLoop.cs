using Penstock.Workers.Marker;

namespace Penstock.Bench;

/// <summary>The limit: the same claim and the same UPDATE, looped inside the server, with nothing on the wire.</summary>
internal static class ServerLoop
{
    private const string Create = $"""
        CREATE OR REPLACE PROCEDURE bench_mark(size INTEGER) LANGUAGE plpgsql AS $body$
        DECLARE
            ids INTEGER[];
            above INTEGER := 0;
            place BIGINT := 0;
        BEGIN
            LOOP
                SELECT array_agg(claimed.id) INTO ids FROM (
                    SELECT c.id FROM {CatalogSchema.Catalog} c LEFT JOIN {CatalogSchema.Waiting} w ON w.catalog_entry_id = c.id
                    WHERE (c.des_status IS NULL OR c.des_status = 'retry' OR (c.des_name IS NULL AND c.des_status <> 'failed'))
                      AND c.id > above AND (w.until IS NULL OR w.until <= now()
                        OR w.des_status IS DISTINCT FROM c.des_status OR w.retry_count <> coalesce(c.retry_count, 0))
                    ORDER BY c.id LIMIT size FOR UPDATE OF c SKIP LOCKED) claimed;
                EXIT WHEN ids IS NULL;
                above := ids[array_length(ids, 1)];
                place := greatest(place, (extract(epoch FROM clock_timestamp()) * 1000)::bigint << 8);
                UPDATE {CatalogSchema.Catalog} AS c
                SET des_name = v.name, des_hash = encode(v.digest, 'hex'), des_shard = get_byte(v.digest, 0), des_status = 'marked',
                    retry_count = 0, last_error = NULL
                FROM (SELECT named.id, named.name, sha256(named.name::bytea) AS digest FROM (
                        SELECT u.id, 'DES_20260101_(' || upper(lpad(to_hex(((((place + u.n) >> 8) << 16) | ((place + u.n) & 255)) & 281474976710655), 12, '0')) || '_00)' AS name
                        FROM unnest(ids) WITH ORDINALITY AS u(id, n)) named OFFSET 0) v
                WHERE c.id = v.id;
                place := place + size + 1;
                COMMIT;
            END LOOP;
        END $body$
        """;

    public static Task CreateAsync(BenchDatabase database) => database.RunAsync(Create);

    public static Task RunAsync(BenchDatabase database) => database.RunAsync($"CALL bench_mark({MarkerRun.BatchSize})");
}
