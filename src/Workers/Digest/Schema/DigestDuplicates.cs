using System.Data.Common;
using Penstock.Relational;

namespace Penstock.Workers.Digest;

/// <summary>
/// Removes rows that are there more than once, all figures alike, so that the unique keys can be made: one server after the other,
/// and no more than 10,000 in a transaction. The first of them stays.
/// </summary>
internal sealed class DigestDuplicates : IPreparation
{
    private const int MostRows = 10_000;

    public async Task<string?> PlanAsync(Store store, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        var counts = new List<string>();
        foreach (var table in TablesOf(store))
        {
            if (!await store.HasTableAsync(connection, table.Name, giveUp))
                continue;
            var count = await connection.Command($"SELECT count(*) FROM ({Copies(table, "")}) c").ScalarAsync<long>(giveUp);
            if (count > 0)
                counts.Add($"{count:N0} exact duplicates are removed from {table.Name}");
        }

        return counts.Count == 0 ? null : $"{string.Join(", ", counts)}, up to {MostRows:N0} in a transaction";
    }

    public async Task RunAsync(Store store, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        foreach (var table in TablesOf(store))
        {
            if (!await store.HasTableAsync(connection, table.Name, giveUp))
                continue;
            var servers = await connection.Command($"SELECT DISTINCT server_id FROM {table.Name}").ListAsync(r => r.GetString(0), giveUp);
            foreach (var server in servers)
                await RemoveAsync(connection, table, server, giveUp);
            await RequireAsync(connection, table, giveUp);
        }
    }

    private static async Task RemoveAsync(DbConnection connection, Keyed table, string server, CancellationToken giveUp)
    {
        var sql = $"DELETE FROM {table.Name} WHERE id IN ({Copies(table, "WHERE server_id = @server")} LIMIT {MostRows})";
        while (await connection.Command(sql, ("server", server)).RunAsync(giveUp) == MostRows)
        {
        }
    }

    // What shares a key and differs is for people to judge.
    private static async Task RequireAsync(DbConnection connection, Keyed table, CancellationToken giveUp)
    {
        var left = await connection.Command($"""
            SELECT count(*) FROM (SELECT 1 FROM {table.Name} GROUP BY {table.Key} HAVING count(*) > 1) d
            """).ScalarAsync<long>(giveUp);
        if (left > 0)
        {
            throw new SchemaException(
                $"{table.Name} has {left:N0} keys ({table.Key}) with rows that differ: a key may be there once. Remove those that are wrong, then start again.");
        }
    }

    private static string Copies(Keyed table, string where) => $"""
        SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY {table.Columns} ORDER BY id) AS copy FROM {table.Name} {where}) r WHERE copy > 1
        """;

    private static Keyed[] TablesOf(Store store)
    {
        var tables = new DigestTables(store.Dialect);
        return
        [
            new(tables.Metrics, "server_id, timestamp", $"server_id, timestamp, {string.Join(", ", NodeFigures.All.Select(figure => figure.Name))}"),
            new(tables.Processes, "server_id, timestamp, process_name", "server_id, timestamp, process_name, num_procs, cpu_seconds_total, memory_bytes"),
        ];
    }

    private sealed record Keyed(string Name, string Key, string Columns);
}
