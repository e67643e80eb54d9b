using System.Data.Common;

namespace Penstock.Relational;

/// <summary>Forgets groups that no letter is in any more.</summary>
internal sealed class EmptyGroups(Store store)
{
    private const int Most = 1_000;

    public async ValueTask DropAsync(CancellationToken stopping)
    {
        await using var connection = await store.OpenAsync(stopping);
        var empty = await connection.Command($"""
            SELECT pipeline, fingerprint FROM penstock_dead_letter_groups GROUP BY pipeline, fingerprint
            HAVING sum(parked) = 0 AND sum(resolved) = 0 LIMIT {Most}
            """).ListAsync(row => (row.GetString(0), row.GetString(1)), stopping);
        foreach (var (pipeline, fingerprint) in empty)
            await DropAsync(connection, pipeline, fingerprint, stopping);
    }

    // What is held and adds up to nothing may go, whatever slot is added meanwhile.
    private async ValueTask DropAsync(DbConnection connection, string pipeline, string fingerprint, CancellationToken stopping)
    {
        await using var transaction = await store.BeginAsync(connection, stopping);
        var held = await transaction.Command($"""
            SELECT g.slot, g.parked, g.resolved FROM penstock_dead_letter_groups g
            WHERE g.pipeline = @pipeline AND g.fingerprint = @fingerprint ORDER BY g.slot {store.Dialect.Hold("g")}
            """, ("pipeline", pipeline), ("fingerprint", fingerprint))
            .ListAsync(row => (Slot: row.GetInt32(0), Parked: row.GetInt64(1), Resolved: row.GetInt64(2)), stopping);
        if (held.Sum(h => h.Parked) != 0 || held.Sum(h => h.Resolved) != 0)
            return;

        var rows = new Rows("v").Add("slot", [.. held.Select(h => h.Slot)]);
        var command = transaction.Command($"""
            DELETE FROM penstock_dead_letter_groups
            WHERE pipeline = @pipeline AND fingerprint = @fingerprint AND slot IN (SELECT v.slot FROM {store.Dialect.From(rows)})
            """, ("pipeline", pipeline), ("fingerprint", fingerprint));
        store.Dialect.Bind(command, rows);
        await command.RunAsync(stopping);
        await transaction.CommitAsync(stopping);
    }
}
