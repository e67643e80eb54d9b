using System.Globalization;
using Penstock.Relational;

namespace Penstock.Workers.Marker;

/// <summary>
/// Writes one catalog row a regular file: its absolute path as <c>source_key</c>, its time of change as <c>created_at</c>. A file
/// that has a row keeps it. Many may import into one catalog at a time.
/// </summary>
public sealed class CatalogImport(Store store)
{
    private const int BatchSize = 1_000;

    /// <summary>What an import needs beside <see cref="MarkerSchema"/>, which is applied first.</summary>
    public static MigrationSet Schema { get; } = new(
        "catalog.import",
        [new Migration(1, "index the paths", PathIndex)],
        new Dictionary<string, IReadOnlyList<string>> { [CatalogSchema.Catalog] = ["created_at", "source_key"] });

    /// <summary>Imports a folder and all below it.</summary>
    /// <param name="folder">An absolute path.</param>
    /// <param name="leaveOut">A folder that is not entered; null for none.</param>
    /// <param name="told">Told after each batch, and about each path that is passed over.</param>
    /// <param name="stopping">Ends it after the batch in hand.</param>
    public async Task<ImportCount> RunAsync(string folder, string? leaveOut, IImportWatch told, CancellationToken stopping)
    {
        var count = new ImportCount(0, 0, 0, 0);
        var walk = new FolderWalk(folder, leaveOut, (path, why) =>
        {
            count = count with { PassedOver = count.PassedOver + 1 };
            told.PassedOver(path, why);
        });
        foreach (var files in walk.Files().Chunk(BatchSize))
        {
            stopping.ThrowIfCancellationRequested();
            var added = await AddAsync(files, stopping);
            count = count with
            {
                Files = count.Files + files.Length,
                Added = count.Added + added,
                AlreadyThere = count.AlreadyThere + files.Length - added,
            };
            told.Went(count);
        }

        return count;
    }

    // A hash on Postgres: a path may be longer than its B-tree takes.
    private static IEnumerable<string> PathIndex(Dialect dialect)
    {
        var method = dialect.Name == "sqlite" ? "" : "USING hash ";
        return [$"CREATE INDEX IF NOT EXISTS idx_catalog_source_key ON {CatalogSchema.Catalog} {method}(source_key)"];
    }

    private async Task<int> AddAsync(FoundFile[] files, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        var rows = RowsOf(files);
        await using (var look = connection.Command($"SELECT count(*) {Missing(rows)}"))
        {
            store.Dialect.Bind(look, rows);
            if (await look.ScalarAsync<long>(giveUp) == 0)
                return 0;
        }

        await using var transaction = await store.BeginAsync(connection, giveUp);
        // Importers come one after another, so that each sees the rows of those before it.
        await store.LockMigrationsAsync(transaction, giveUp);
        var insert = transaction.Command($"""
            INSERT INTO {CatalogSchema.Catalog} (source_key, created_at)
            SELECT v.source_key, CAST(v.created_at AS {store.Dialect.Timestamp}) {Missing(rows)}
            """);
        store.Dialect.Bind(insert, rows);
        var added = await insert.RunAsync(giveUp);
        await transaction.CommitAsync(giveUp);
        return added;
    }

    private string Missing(Rows rows) => $"""
        FROM {store.Dialect.From(rows)}
        WHERE NOT EXISTS (SELECT 1 FROM {CatalogSchema.Catalog} c WHERE c.source_key = v.source_key)
        """;

    private static Rows RowsOf(FoundFile[] files) => new Rows("v")
        .Add("source_key", [.. files.Select(file => file.Path)])
        .Add("created_at", [.. files.Select(file => Text(file.ModifiedAt))]);

    private static string Text(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
