using System.Data.Common;

namespace Penstock.Relational;

/// <summary>What was decided about letters, for those who wait for it.</summary>
internal sealed class Fates(Store store)
{
    private const string Alias = "wanted";

    private readonly string select = $"SELECT l.origin, l.state, l.headers, l.body FROM ({Half(store.Dialect, "IS NULL")} UNION ALL {Half(store.Dialect, "IS NOT NULL")}) AS l ORDER BY l.id";

    public async ValueTask<IReadOnlyDictionary<string, LetterFate>> ReadAsync(string pipeline, IReadOnlyList<string> origins, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        var command = connection.Command(select, ("pipeline", pipeline));
        store.Dialect.Bind(command, Wanted([.. origins]));
        var found = new Dictionary<string, LetterFate>(StringComparer.Ordinal);
        // The newest of an origin comes last.
        foreach (var (origin, fate) in await command.ListAsync(row => (row.GetString(0), Fate(row)), giveUp))
            found[origin] = fate;
        return found;
    }

    private static LetterFate Fate(DbDataReader row) => row.GetString(1) switch
    {
        LetterState.Replayed => new LetterFate(LetterDecision.Replay, row.GetFieldValue<byte[]>(3), Headers.FromColumn(LetterReader.Text(row, 2))),
        LetterState.Discarded => new LetterFate(LetterDecision.Discard, default, Delivery.NoHeaders),
        _ => new LetterFate(LetterDecision.None, default, Delivery.NoHeaders),
    };

    // Each half reads along an index of its own. Only what is handled now needs its body.
    private static string Half(Dialect dialect, string resolved) =>
        $"""
        SELECT id, origin, state, CASE WHEN state = '{LetterState.Replayed}' THEN headers END AS headers,
            CASE WHEN state = '{LetterState.Replayed}' THEN body END AS body
        FROM penstock_dead_letters WHERE pipeline = @pipeline AND resolved_at {resolved} AND {dialect.IsAmong("origin", Wanted([]))}
        """;

    private static Rows Wanted(string[] origins) => new Rows(Alias).Add("origin", origins);
}
