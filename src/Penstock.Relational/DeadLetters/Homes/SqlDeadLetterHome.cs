using System.Runtime.CompilerServices;

namespace Penstock.Relational;

/// <summary>The dead letters of <see cref="DeadLetterSchema"/> in an operator's hands.</summary>
public sealed class SqlDeadLetterHome(Store store, Replays replays) : IDeadLetterHome
{
    private const int BatchSize = 500;

    private readonly Dialect dialect = store.Dialect;
    private readonly LetterResolution resolution = new(store.Dialect);

    public string Name => $"penstock_dead_letters on {store.Display}";

    public string? WhyNot(LetterAct act) => null;

    public async ValueTask<LetterPage> ListAsync(LetterFilter filter, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        return await new NewestLetters(dialect, filter).ReadAsync(connection, giveUp);
    }

    public async ValueTask<LetterContent?> ShowAsync(long id, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        var found = await connection.Command($"SELECT {LetterReader.WithContent} FROM penstock_dead_letters l WHERE l.id = @id", ("id", id))
            .ListAsync(LetterReader.Content, giveUp);
        if (found.Count == 0)
            return null;

        var history = await connection.Command(
            "SELECT at, who, what, old_headers, old_body FROM penstock_dead_letter_history WHERE letter = @id ORDER BY id", ("id", id))
            .ListAsync(LetterReader.Event, giveUp);
        return found[0] with { History = history };
    }

    public async ValueTask<IReadOnlyList<LetterGroup>> GroupsAsync(LetterFilter filter, int limit, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        var matching = new LetterSelection(dialect, filter with { OlderThan = null, UpTo = null });
        return await matching.Bind(connection.Command($"""
            SELECT g.pipeline, g.fingerprint, max(g.reason_type), max(g.reason_text), CAST(sum(g.parked) AS BIGINT), min(g.first_at), max(g.last_at)
            FROM penstock_dead_letter_groups g
            WHERE (g.pipeline, g.fingerprint) IN (SELECT g.pipeline, g.fingerprint FROM penstock_dead_letter_groups g WHERE {matching.GroupWhere})
            GROUP BY g.pipeline, g.fingerprint HAVING sum(g.parked) > 0
            ORDER BY 5 DESC, 1, 2 LIMIT {limit}
            """)).ListAsync(
                row => new LetterGroup(
                    row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4),
                    row.GetFieldValue<DateTimeOffset>(5), row.GetFieldValue<DateTimeOffset>(6)),
                giveUp);
    }

    public async ValueTask<LetterCount> CountAsync(LetterFilter filter, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        var selection = new LetterSelection(dialect, filter);
        var counts = await selection.Bind(connection.Command($"SELECT count(*), max(l.id) FROM penstock_dead_letters l WHERE {selection.Where}"))
            .ListAsync(row => new LetterCount(row.GetInt64(0), row.IsDBNull(1) ? null : row.GetInt64(1)), giveUp);
        return filter.Limit is { } limit && counts[0].Letters > limit ? counts[0] with { Letters = limit } : counts[0];
    }

    public async IAsyncEnumerable<LetterContent> ReadAsync(LetterFilter filter, [EnumeratorCancellation] CancellationToken giveUp)
    {
        var after = 0L;
        var left = filter.Limit ?? int.MaxValue;
        while (left > 0)
        {
            var page = await PageAsync(filter, after, Math.Min(left, BatchSize), giveUp);
            foreach (var letter in page)
                yield return letter;
            if (page.Count < BatchSize)
                yield break;
            (after, left) = (page[^1].Letter.Id, left - page.Count);
        }
    }

    public async ValueTask<bool> EditAsync(long id, LetterEdit edit, string who, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        await using var transaction = await store.BeginAsync(connection, giveUp);
        // Held first: what is kept as the old must be what this replaces.
        var held = await transaction.Command(
            $"SELECT l.id FROM penstock_dead_letters l WHERE l.id = @id AND l.resolved_at IS NULL {dialect.Hold("l")}", ("id", id)).ScalarAsync<long?>(giveUp);
        if (held is null)
            return false;

        await transaction.Command($"""
            INSERT INTO penstock_dead_letter_history (letter, at, who, what, old_headers, old_body)
            SELECT id, {dialect.Now}, @who, 'edited', {(edit.Headers is null ? "NULL" : "coalesce(headers, '{}')")}, {(edit.Body is null ? "NULL" : "body")}
            FROM penstock_dead_letters WHERE id = @id
            """, ("id", id), ("who", who)).RunAsync(giveUp);
        if (edit.Headers is { } headers)
            await transaction.Command("UPDATE penstock_dead_letters SET headers = @headers WHERE id = @id", ("headers", Headers.ToColumn(headers)), ("id", id)).RunAsync(giveUp);
        if (edit.Body is { } body)
        {
            await transaction.Command(
                "UPDATE penstock_dead_letters SET body = @body, body_bytes = @bytes WHERE id = @id", ("body", body.ToArray()), ("bytes", body.Length), ("id", id)).RunAsync(giveUp);
        }

        await transaction.CommitAsync(giveUp);
        return true;
    }

    public async ValueTask<long> DiscardAsync(LetterFilter filter, string who, Action<long> progress, CancellationToken giveUp)
    {
        var frozen = filter with { UpTo = filter.UpTo ?? (await CountAsync(filter, giveUp)).UpTo ?? 0 };
        long after = 0, done = 0, left = filter.Limit ?? long.MaxValue;
        while (left > 0)
        {
            var (last, seen, ended) = await DiscardSomeAsync(frozen, who, after, (int)Math.Min(left, BatchSize), giveUp);
            (after, done, left) = (last, done + ended, left - seen);
            progress(done);
            if (seen < BatchSize)
                break;
        }

        return done;
    }

    public async ValueTask<Replay> ReplayAsync(ReplayRequest request, Action<Replay> progress, CancellationToken stopping)
    {
        var created = await replays.CreateAsync(request, stopping);
        progress(created);
        return await replays.RunAsync(created.Id!.Value, progress, stopping);
    }

    private async ValueTask<(long Last, int Seen, int Ended)> DiscardSomeAsync(
        LetterFilter filter, string who, long after, int max, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        await using var transaction = await store.BeginAsync(connection, giveUp);
        var selection = new LetterSelection(dialect, filter);
        var command = transaction.Command(
            $"SELECT l.id FROM penstock_dead_letters l WHERE {selection.Where} AND l.id > @after ORDER BY l.id LIMIT @max {dialect.Hold("l")}",
            ("after", after), ("max", max));
        var ids = await selection.Bind(command).ListAsync(row => row.GetInt64(0), giveUp);
        var ended = await resolution.ResolveAsync(transaction, ids, LetterState.Discarded, who, giveUp);
        await transaction.CommitAsync(giveUp);
        return (ids.Count == 0 ? after : ids[^1], ids.Count, ended);
    }

    private async ValueTask<List<LetterContent>> PageAsync(LetterFilter filter, long after, int max, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        var selection = new LetterSelection(dialect, filter);
        var command = connection.Command($"""
            SELECT {LetterReader.WithContent} FROM penstock_dead_letters l
            WHERE {selection.Where} AND l.id > @after ORDER BY l.id LIMIT @max
            """, ("after", after), ("max", max));
        return await selection.Bind(command).ListAsync(LetterReader.Content, giveUp);
    }
}
