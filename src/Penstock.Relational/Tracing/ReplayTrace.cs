namespace Penstock.Relational;

/// <summary>Replays that a message's letters still stand in: they wait there, or could not be sent back.</summary>
internal sealed class ReplayTrace(Store store) : ITraceReader
{
    public async Task<IReadOnlyList<TraceFact>> ReadAsync(string origin, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        if (await store.ColumnsAsync(connection, null, "penstock_replay_items", giveUp) is null)
            return [];
        await using var command = connection.Command(
            $"""
            SELECT {store.Dialect.SecondsBetween("r.created_at", store.Dialect.Now)}, r.id, r.who, r.state, l.id, i.failure
            FROM ({DeadLetterTrace.OfOrigin}) l JOIN penstock_replay_items i ON i.letter = l.id JOIN penstock_replays r ON r.id = i.replay
            ORDER BY r.id
            """,
            ("origin", origin));
        return await command.ListAsync(
            r => FactOf(TimeSpan.FromSeconds(r.GetDouble(0)), r.GetInt64(1), r.GetString(2), r.GetString(3), r.GetInt64(4), r.IsDBNull(5) ? null : r.GetString(5)),
            giveUp);
    }

    private static TraceFact FactOf(TimeSpan age, long replay, string who, string state, long letter, string? failure) => new(
        "replays",
        failure is null ? $"letter {letter} waits in replay {replay} by {who}, which is {state}" : $"letter {letter} could not be sent back by replay {replay}: {failure}",
        age,
        new Dictionary<string, object?> { ["replay"] = replay, ["letter"] = letter, ["who"] = who, ["state"] = state, ["failure"] = failure });
}
