using Microsoft.Data.Sqlite;
using Penstock.Sqlite;

namespace Penstock.Relational.Tests;

/// <summary>The SQLite file of a history, with triggers that write down what came and went: the truth that the checks go by.</summary>
internal sealed class HistoryFile : IDisposable
{
    private static readonly Lazy<byte[]> Template = new(Make);

    private readonly string folder = FastFolder.Create("penstock-history-");
    private readonly SqliteConnection connection;

    public HistoryFile()
    {
        File.WriteAllBytes(Path.Combine(folder, "queue.db"), Template.Value);
        Url = UrlIn(folder);
        connection = new SqliteConnection($"Data Source={folder}/queue.db;Pooling=False");
        connection.Open();
    }

    public static MigrationSet Schema { get; } = new(
        "history",
        [
            new Migration(1, "watch the queue", _ =>
            [
                "CREATE TABLE history_in (id INTEGER PRIMARY KEY, name TEXT NOT NULL)",
                "CREATE TABLE history_out (id INTEGER NOT NULL)",
                "CREATE TABLE history_effects (name TEXT NOT NULL)",
                "CREATE TRIGGER history_in AFTER INSERT ON penstock_messages BEGIN INSERT INTO history_in VALUES (new.id, CAST(new.body AS TEXT)); END",
                "CREATE TRIGGER history_out AFTER DELETE ON penstock_messages BEGIN INSERT INTO history_out VALUES (old.id); END",
            ]),
        ],
        new Dictionary<string, IReadOnlyList<string>>());

    public StoreUrl Url { get; }

    /// <summary>Messages that came to be, in the order of their ids.</summary>
    public IReadOnlyList<string> In => Ask("SELECT name FROM history_in ORDER BY id");

    /// <summary>Messages that left the queue, as often as they did.</summary>
    public IReadOnlyList<string> Out => Ask("SELECT name FROM history_out o JOIN history_in i ON i.id = o.id");

    public IReadOnlyList<string> Dead => Ask("SELECT CAST(body AS TEXT) FROM penstock_dead_letters WHERE resolved_at IS NULL");

    /// <summary>Committed together with their settlement.</summary>
    public IReadOnlyList<string> Effects => Ask("SELECT name FROM history_effects ORDER BY rowid");

    public IReadOnlyList<string> Waiting => Ask("SELECT CAST(body AS TEXT) FROM penstock_messages WHERE lease IS NULL");

    public IReadOnlyList<string> Leased => Ask("SELECT CAST(body AS TEXT) FROM penstock_messages WHERE lease IS NOT NULL");

    public bool IsEmpty => Ask("SELECT 'some' FROM penstock_messages LIMIT 1").Count == 0;

    public bool Exists(long owner) => Ask($"SELECT 'here' FROM penstock_owners WHERE id = {owner}").Count > 0;

    public IReadOnlyList<string> Owners => Ask("SELECT id || ' until ' || expires_at FROM penstock_owners");

    public int Added(IEnumerable<string> names) => Ask($"SELECT name FROM history_in WHERE name IN ('{string.Join("', '", names)}')").Count;

    public IReadOnlyList<string> Ask(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(reader.GetString(0));
        return rows;
    }

    public void Dispose()
    {
        connection.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static StoreUrl UrlIn(string folder) => StoreUrl.Parse($"sqlite:///{folder}/queue.db");

    // Made once: the schema is the same in every history.
    private static byte[] Make()
    {
        var place = FastFolder.Create("penstock-history-");
        var store = new SqliteStore(UrlIn(place), TimeProvider.System);
        new Migrator(store).ApplyAsync([OwnerSchema.Set, QueueSchema.Set, DeadLetterSchema.Set, Schema], default).GetAwaiter().GetResult();
        using (var last = (SqliteConnection)store.OpenAsync(default).AsTask().GetAwaiter().GetResult())
            last.Command("PRAGMA wal_checkpoint(TRUNCATE)").RunAsync(default).AsTask().GetAwaiter().GetResult();
        store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        var made = File.ReadAllBytes(Path.Combine(place, "queue.db"));
        Directory.Delete(place, recursive: true);
        return made;
    }
}
