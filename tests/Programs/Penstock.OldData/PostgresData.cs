using Penstock.Postgres;
using Penstock.Relational;

namespace Penstock.OldData;

/// <summary><c>postgresql.sql</c>: a dump, and in its first line the transaction id that the server had come to.</summary>
internal static class PostgresData
{
    public static async Task WriteAsync(string folder)
    {
        await using var server = await ThrowawayPostgres.CreateAsync();
        var url = await server.CreateDatabaseAsync();
        var store = new PostgresStore(StoreUrl.Parse(url), TimeProvider.System);
        await new StoreData(store).FillAsync();
        Settlements.Write(store, Path.Combine(folder, "postgresql.settlements.json"));
        var dump = await Programs.OutputAsync("pg_dump", "--inserts", "--no-owner", "--no-privileges", url);
        var next = (await server.PsqlAsync("SELECT pg_snapshot_xmax(pg_current_snapshot())")).Trim();
        // A backslash begins a word for psql, not for the server.
        var lines = dump.Split('\n').Where(line => line.Length > 0 && !line.StartsWith("--", StringComparison.Ordinal) && !line.StartsWith('\\'));
        File.WriteAllText(Path.Combine(folder, "postgresql.sql"), $"-- next transaction: {next}\n{string.Join('\n', lines)}\n");
    }
}
