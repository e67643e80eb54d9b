using Penstock.Relational;
using Penstock.Sqlite;

namespace Penstock.OldData;

/// <summary><c>sqlite.sql</c>, and the journal's file as <c>sqlite.journal.sql</c>.</summary>
internal static class SqliteData
{
    public static async Task WriteAsync(string folder)
    {
        var files = Directory.CreateTempSubdirectory("penstock-old-").FullName;
        var store = new SqliteStore(StoreUrl.Parse($"sqlite:///{files}/old.db"), TimeProvider.System);
        await new StoreData(store).FillAsync();
        Settlements.Write(store, Path.Combine(folder, "sqlite.settlements.json"));
        File.WriteAllText(Path.Combine(folder, "sqlite.sql"), await Programs.OutputAsync("sqlite3", $"{files}/old.db", ".dump"));
        File.WriteAllText(Path.Combine(folder, "sqlite.journal.sql"), await Programs.OutputAsync("sqlite3", $"{files}/old.db-penstock/journal.db", ".dump"));
    }
}
