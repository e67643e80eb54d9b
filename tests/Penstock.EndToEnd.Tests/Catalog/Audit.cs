namespace Penstock.EndToEnd.Tests;

/// <summary>A log of names given, kept by the database itself, and what must hold in it.</summary>
internal static class Audit
{
    public const string OnPostgres = """
        CREATE TABLE audit (n BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, entry_id BIGINT NOT NULL, des_name TEXT NOT NULL);
        CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN INSERT INTO audit (entry_id, des_name) VALUES (NEW.id, NEW.des_name); RETURN NULL; END $$;
        CREATE TRIGGER audit AFTER UPDATE ON des_source_catalog FOR EACH ROW WHEN (NEW.des_name IS NOT NULL) EXECUTE FUNCTION audit();
        """;

    public const string OnSqlite = """
        CREATE TABLE audit (n INTEGER PRIMARY KEY, entry_id INTEGER NOT NULL, des_name TEXT NOT NULL);
        CREATE TRIGGER audit AFTER UPDATE ON des_source_catalog WHEN NEW.des_name IS NOT NULL
        BEGIN INSERT INTO audit (entry_id, des_name) VALUES (NEW.id, NEW.des_name); END;
        """;

    /// <summary>What is wrong, one sentence each; empty where all is well.</summary>
    public static async Task<IReadOnlyList<string>> ViolationsAsync(AuditedCatalog catalog)
    {
        var twice = await catalog.ListAsync(
            "SELECT entry_id, count(*) FROM audit GROUP BY entry_id HAVING count(*) > 1 ORDER BY entry_id",
            r => $"row {r.GetInt64(0)} was named {r.GetInt64(1)} times");
        var shared = await catalog.ListAsync(
            "SELECT des_name, count(DISTINCT entry_id) FROM audit GROUP BY des_name HAVING count(DISTINCT entry_id) > 1 ORDER BY des_name",
            r => $"{r.GetString(0)} was given to {r.GetInt64(1)} rows");
        var lost = await catalog.ListAsync(
            """
            SELECT c.id FROM des_source_catalog c
            WHERE c.des_status = 'marked' AND NOT EXISTS (SELECT 1 FROM audit a WHERE a.entry_id = c.id AND a.des_name = c.des_name) ORDER BY c.id
            """,
            r => $"row {r.GetInt64(0)} has a name that no update gave it");
        return [.. twice, .. shared, .. lost];
    }
}
