using System.Data.Common;

namespace Penstock.Relational;

/// <summary>When a message was given up and why, and what was done to its letters.</summary>
internal sealed class DeadLetterTrace(Store store) : ITraceReader
{
    /// <summary>The ids of a message's letters: those that are open and those that are not are found along an index each.</summary>
    public const string OfOrigin =
        """
        SELECT id FROM penstock_dead_letters WHERE origin = @origin AND resolved_at IS NULL
        UNION ALL SELECT id FROM penstock_dead_letters WHERE origin = @origin AND resolved_at IS NOT NULL
        """;

    public async Task<IReadOnlyList<TraceFact>> ReadAsync(string origin, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        if (await store.ColumnsAsync(connection, null, "penstock_dead_letters", giveUp) is null)
            return [];
        await using var letters = connection.Command(
            $"""
            SELECT {store.Dialect.SecondsBetween("l.parked_at", store.Dialect.Now)}, l.id, l.pipeline, l.failures, l.reason_type, l.reason_message, l.state
            FROM ({OfOrigin}) o JOIN penstock_dead_letters l ON l.id = o.id ORDER BY l.id
            """,
            ("origin", origin));
        var facts = await letters.ListAsync(Parked, giveUp);
        await using var history = connection.Command(
            $"""
            SELECT {store.Dialect.SecondsBetween("h.at", store.Dialect.Now)}, l.id, h.what, h.who
            FROM ({OfOrigin}) l JOIN penstock_dead_letter_history h ON h.letter = l.id ORDER BY h.id
            """,
            ("origin", origin));
        facts.AddRange(await history.ListAsync(Changed, giveUp));
        return facts;
    }

    private static TraceFact Parked(DbDataReader row)
    {
        var (pipeline, failures, type, message) = (row.GetString(2), row.GetInt32(3), row.GetString(4), row.GetString(5));
        return Of(
            row,
            $"was parked by pipeline {pipeline} as letter {row.GetInt64(1)}, after {failures} {(failures == 1 ? "failure" : "failures")}: {type}: {message}",
            ("event", "parked"), ("pipeline", pipeline), ("failures", failures), ("reason_type", type), ("reason_message", message), ("state", row.GetString(6)));
    }

    private static TraceFact Changed(DbDataReader row) =>
        Of(row, $"letter {row.GetInt64(1)} was {row.GetString(2)} by {row.GetString(3)}", ("event", row.GetString(2)), ("who", row.GetString(3)));

    private static TraceFact Of(DbDataReader row, string what, params ReadOnlySpan<(string Name, object? Value)> more)
    {
        var details = new Dictionary<string, object?> { ["letter"] = row.GetInt64(1) };
        foreach (var (name, value) in more)
            details[name] = value;
        return new TraceFact("dead letters", what, TimeSpan.FromSeconds(row.GetDouble(0)), details);
    }
}
