using Penstock.Workers.Marker;

namespace Penstock.Bench;

/// <summary>What there is to mark.</summary>
internal static class MarkerBacklog
{
    public static Task<BenchDatabase> CreateAsync(string url) => BenchDatabase.CreateAsync(url, [.. MarkerSchema.Sets(new MarkerOptions())]);

    /// <summary>That many fresh rows and nothing else.</summary>
    public static async Task FillAsync(this BenchDatabase database, int rows, bool analyse = true)
    {
        await database.RunAsync($"""
            TRUNCATE {CatalogSchema.Catalog} RESTART IDENTITY CASCADE;
            TRUNCATE {CatalogSchema.Waiting};
            INSERT INTO {CatalogSchema.Catalog} (created_at, source_bucket, source_key)
            SELECT now() - interval '2 days', 'bench', 'folder/file-' || n FROM generate_series(1, {rows}) n
            """);
        await database.RestAsync(analyse);
    }

    public static Task<long> MarkedAsync(this BenchDatabase database) =>
        database.ScalarAsync<long>($"SELECT count(*) FROM {CatalogSchema.Catalog} WHERE des_status = 'marked'");
}
