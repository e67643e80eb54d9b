using System.Data.Common;

namespace Penstock.Relational;

/// <summary>When a message was given up and why, and what was done to its letters.</summary>
internal sealed class DeadLetterTrace(Store store) : ITraceReader
{
    private const string Place = "dead letters";

    public async Task<IReadOnlyList<TraceFact>> ReadAsync(string origin, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        if (await store.ColumnsAsync(connection, null, "penstock_dead_letters", giveUp) is null)
            return [];
        var letters = await ListAsync(connection, "parked_at, l.id, l.pipeline, l.failures, l.reason_type, l.reason_message, l.state", "", origin, Parked, giveUp);
        var ends = await ListAsync(connection, "resolved_at, l.id, l.state, l.resolved_by", "AND l.resolved_at IS NOT NULL", origin, Resolved, giveUp);
        return [.. letters, .. await HistoryAsync(connection, origin, giveUp), .. ends];
    }

    private async Task<List<TraceFact>> ListAsync(
        DbConnection connection, string columns, string more, string origin, Func<DbDataReader, TraceFact> read, CancellationToken giveUp)
    {
        var (at, others) = (columns[..columns.IndexOf(',', StringComparison.Ordinal)], columns[columns.IndexOf(',', StringComparison.Ordinal)..]);
        await using var command = connection.Command(
            $"SELECT {store.Dialect.SecondsBetween("l." + at, store.Dialect.Now)}{others} FROM penstock_dead_letters l WHERE l.origin = @origin {more} ORDER BY l.id",
            ("origin", origin));
        return await command.ListAsync(read, giveUp);
    }

    private async Task<List<TraceFact>> HistoryAsync(DbConnection connection, string origin, CancellationToken giveUp)
    {
        await using var command = connection.Command(
            $"""
            SELECT {store.Dialect.SecondsBetween("h.at", store.Dialect.Now)}, l.id, h.what, h.who
            FROM penstock_dead_letters l JOIN penstock_dead_letter_history h ON h.letter = l.id WHERE l.origin = @origin ORDER BY h.id
            """,
            ("origin", origin));
        return await command.ListAsync(Changed, giveUp);
    }

    private static TraceFact Parked(DbDataReader row) => Of(
        row,
        $"was parked by pipeline {row.GetString(2)} after {row.GetInt32(3)} counted failures: {row.GetString(4)}: {row.GetString(5)}",
        "parked",
        ("pipeline", row.GetString(2)), ("failures", row.GetInt32(3)), ("reason_type", row.GetString(4)), ("reason_message", row.GetString(5)),
        ("state", row.GetString(6)));

    private static TraceFact Resolved(DbDataReader row)
    {
        var who = row.IsDBNull(3) ? null : row.GetString(3);
        return Of(row, $"letter {row.GetInt64(1)} was {row.GetString(2)}{(who is null ? "" : $" by {who}")}", row.GetString(2), ("who", who));
    }

    private static TraceFact Changed(DbDataReader row) =>
        Of(row, $"letter {row.GetInt64(1)}: {row.GetString(2)} by {row.GetString(3)}", row.GetString(2), ("who", row.GetString(3)));

    private static TraceFact Of(DbDataReader row, string what, string happened, params ReadOnlySpan<(string Name, object? Value)> more)
    {
        var details = new Dictionary<string, object?> { ["letter"] = row.GetInt64(1), ["event"] = happened };
        foreach (var (name, value) in more)
            details[name] = value;
        return new TraceFact(Place, what, TimeSpan.FromSeconds(row.GetDouble(0)), details);
    }
}
