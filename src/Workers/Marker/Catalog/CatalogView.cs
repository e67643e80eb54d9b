using Penstock.Relational;

namespace Penstock.Workers.Marker;

/// <summary>The catalog for those who look on.</summary>
public sealed class CatalogView(Store store)
{
    /// <summary>Counts the whole table: for the start, not for a clock.</summary>
    public async Task<(long Entries, long Named)> CountAsync(CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        var counts = await connection.Command($"SELECT count(*), count(des_name) FROM {CatalogSchema.Catalog}")
            .ListAsync(reader => (reader.GetInt64(0), reader.GetInt64(1)), giveUp);
        return counts[0];
    }

    /// <summary>Whether anything is still to be marked, however young or waiting.</summary>
    public async Task<bool> AnyLeftAsync(CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        return await connection.Command($"SELECT 1 FROM {CatalogSchema.Catalog} WHERE {CatalogSchema.Candidate} LIMIT 1").ScalarAsync<long?>(giveUp) is not null;
    }

    /// <summary>The names given last, with what they were given to; the newest first.</summary>
    public async Task<IReadOnlyList<(string Name, string? Key)>> NewestAsync(int count, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        return await connection.Command(
            $"SELECT des_name, source_key FROM {CatalogSchema.Catalog} WHERE des_name IS NOT NULL ORDER BY des_name DESC LIMIT @count",
            ("count", count)).ListAsync(reader => (reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1)), giveUp);
    }
}
