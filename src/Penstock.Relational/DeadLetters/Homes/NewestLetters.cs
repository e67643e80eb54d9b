using System.Data.Common;

namespace Penstock.Relational;

/// <summary>
/// The newest letters of a filter, in a time that doesn't grow with their number: each way to match is read along an index of its
/// own, newest first, and the ways are merged.
/// </summary>
internal sealed class NewestLetters(Dialect dialect, LetterFilter filter)
{
    private const int MostGroups = 200;
    private const int MostPrefixed = 1_000;

    private readonly int limit = filter.Limit ?? 50;
    private readonly LetterSelection selection = new(dialect, filter with { Match = null, UpTo = null });

    public async ValueTask<LetterPage> ReadAsync(DbConnection connection, CancellationToken giveUp)
    {
        if (filter.Match is null)
            return new LetterPage(await MergeAsync(connection, [Newest(selection.Where)], null, giveUp), null);

        var groups = await GroupsAsync(connection, giveUp);
        var prefixed = await PrefixedAsync(connection, giveUp);
        var ways = groups.Select((_, i) => Newest($"{selection.Where} AND l.pipeline = @pipeline{i} AND l.fingerprint = @fingerprint{i}"))
            .Append($"SELECT l.id, l.parked_at FROM penstock_dead_letters l WHERE {selection.Where} AND l.id IN (SELECT p.id FROM {dialect.From(prefixed)})");
        var letters = await MergeAsync(connection, ways, command => Bind(command, groups, prefixed), giveUp);
        return new LetterPage(letters, Bounded(groups.Count, prefixed.Count));
    }

    private static string? Bounded(int groups, int prefixed) =>
        groups == MostGroups ? $"More than {MostGroups} groups match; their largest were looked at."
        : prefixed >= MostPrefixed ? $"More than {MostPrefixed:N0} origins or keys begin so; newer ones may be missing here. Longer text finds them."
        : null;

    private string Newest(string where) =>
        $"SELECT * FROM (SELECT l.id, l.parked_at FROM penstock_dead_letters l WHERE {where} ORDER BY l.parked_at DESC, l.id DESC LIMIT {limit}) w";

    private ValueTask<List<Letter>> MergeAsync(DbConnection connection, IEnumerable<string> ways, Action<DbCommand>? bind, CancellationToken giveUp)
    {
        var command = selection.Bind(connection.Command($"""
            SELECT {LetterReader.Columns} FROM (
                SELECT m.id FROM ({string.Join(" UNION ", ways)}) m ORDER BY m.parked_at DESC, m.id DESC LIMIT {limit}) n
            JOIN penstock_dead_letters l ON l.id = n.id ORDER BY l.parked_at DESC, l.id DESC
            """));
        bind?.Invoke(command);
        return command.ListAsync(LetterReader.Letter, giveUp);
    }

    private void Bind(DbCommand command, List<(string Pipeline, string Fingerprint)> groups, Rows prefixed)
    {
        for (var i = 0; i < groups.Count; i++)
        {
            command.Add($"pipeline{i}", groups[i].Pipeline);
            command.Add($"fingerprint{i}", groups[i].Fingerprint);
        }

        dialect.Bind(command, prefixed);
    }

    private ValueTask<List<(string Pipeline, string Fingerprint)>> GroupsAsync(DbConnection connection, CancellationToken giveUp)
    {
        var matching = new LetterSelection(dialect, filter with { OlderThan = null, UpTo = null });
        return matching.Bind(connection.Command($"""
            SELECT g.pipeline, g.fingerprint FROM penstock_dead_letter_groups g WHERE {matching.GroupWhere}
            GROUP BY g.pipeline, g.fingerprint ORDER BY sum(g.parked) DESC LIMIT {MostGroups}
            """)).ListAsync(row => (row.GetString(0), row.GetString(1)), giveUp);
    }

    // Along the indexes of origins and keys.
    private async ValueTask<Rows> PrefixedAsync(DbConnection connection, CancellationToken giveUp)
    {
        var ids = new HashSet<long>();
        foreach (var column in new[] { "origin", "key" })
            ids.UnionWith(await PrefixedAsync(connection, column, MostPrefixed - ids.Count, giveUp));
        return new Rows("p").Add("id", [.. ids]);
    }

    private ValueTask<List<long>> PrefixedAsync(DbConnection connection, string column, int most, CancellationToken giveUp)
    {
        var command = connection.Command($"""
            SELECT l.id FROM penstock_dead_letters l
            WHERE l.resolved_at IS NULL AND l.{column} >= @match AND l.{column} < @last {(filter.Pipeline is null ? string.Empty : "AND l.pipeline = @pipeline")}
            ORDER BY l.{column} LIMIT {most}
            """, ("match", filter.Match), ("last", filter.Match + LetterSelection.Last));
        if (filter.Pipeline is { } pipeline)
            command.Add("pipeline", pipeline);
        return command.ListAsync(row => row.GetInt64(0), giveUp);
    }
}
