using System.Data.Common;
using System.Runtime.CompilerServices;
using Penstock.Relational;

namespace Penstock.Workers.Marker;

/// <summary>
/// The marker's own table of dead letters behind the general commands. A letter is a catalog entry that failed; replayed, the
/// entry is to be marked again, and its letter is resolved when it is.
/// </summary>
public sealed class CatalogLetterHome(Store store, MarkerOptions options) : IDeadLetterHome
{
    private const int BatchSize = 500;

    private readonly Dialect dialect = store.Dialect;
    private readonly string table = Dialect.Quote(options.DeadLetterTable);

    public string Name => $"{options.DeadLetterTable} on {store.Display}";

    private string Select => $"""
        SELECT d.id, d.catalog_entry_id, coalesce(d.error_message, ''), coalesce(d.retry_count, 0), d.created_at, d.resolved, d.resolved_at, c.source_key
        FROM {table} d JOIN {CatalogSchema.Catalog} c ON c.id = d.catalog_entry_id
        """;

    public string? WhyNot(LetterAct act) => act switch
    {
        LetterAct.Edit => $"A catalog entry has no body: mend its row in {CatalogSchema.Catalog}, then replay its letter.",
        LetterAct.PacedReplay => "A replay here only sets entries to 'retry', all at once: the marker's own --rate-limit paces what follows.",
        _ => null,
    };

    public async ValueTask<LetterPage> ListAsync(LetterFilter filter, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        var command = connection.Command($"{Select} WHERE {Where(filter)} ORDER BY d.created_at DESC, d.id DESC LIMIT @limit", ("limit", filter.Limit ?? 50));
        return new LetterPage(await Bind(command, filter).ListAsync(Read, giveUp), null);
    }

    public async ValueTask<LetterContent?> ShowAsync(long id, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        var found = await connection.Command($"{Select} WHERE d.id = @id", ("id", id)).ListAsync(Read, giveUp);
        return found.Count == 0 ? null : Content(found[0]);
    }

    public async ValueTask<IReadOnlyList<LetterGroup>> GroupsAsync(LetterFilter filter, int limit, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        var known = filter with { OlderThan = null, UpTo = null };
        var said = await Bind(connection.Command($"""
            SELECT coalesce(d.error_message, ''), count(*), min(d.created_at), max(d.created_at)
            FROM {table} d JOIN {CatalogSchema.Catalog} c ON c.id = d.catalog_entry_id WHERE {Where(known)} GROUP BY 1
            """), known).ListAsync(
                row => new LetterGroup(
                    MarkerServices.PipelineName, null, "", Fingerprint.Of(new Reason("", row.GetString(0))).Text, row.GetInt64(1),
                    row.GetFieldValue<DateTimeOffset>(2), row.GetFieldValue<DateTimeOffset>(3)),
                giveUp);
        return [.. said.GroupBy(g => g.Text).Select(Sum).OrderByDescending(g => g.Letters).Take(limit)];
    }

    public async ValueTask<LetterCount> CountAsync(LetterFilter filter, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        var counts = await Bind(connection.Command($"""
            SELECT count(*), max(d.id) FROM {table} d JOIN {CatalogSchema.Catalog} c ON c.id = d.catalog_entry_id WHERE {Where(filter)}
            """), filter).ListAsync(row => new LetterCount(row.GetInt64(0), row.IsDBNull(1) ? null : row.GetInt64(1)), giveUp);
        return counts[0] with { Letters = Math.Min(counts[0].Letters, filter.Limit ?? long.MaxValue) };
    }

    public async IAsyncEnumerable<LetterContent> ReadAsync(LetterFilter filter, [EnumeratorCancellation] CancellationToken giveUp)
    {
        var (after, left) = (0L, filter.Limit ?? int.MaxValue);
        while (left > 0)
        {
            await using var connection = await store.OpenAsync(giveUp);
            var max = Math.Min(left, BatchSize);
            var page = await Bind(
                connection.Command($"{Select} WHERE {Where(filter)} AND d.id > @after ORDER BY d.id LIMIT @max", ("after", after), ("max", max)), filter)
                .ListAsync(Read, giveUp);
            foreach (var letter in page)
                yield return Content(letter);
            if (page.Count < max)
                yield break;
            (after, left) = (page[^1].Id, left - page.Count);
        }
    }

    public ValueTask<bool> EditAsync(long id, LetterEdit edit, string who, CancellationToken giveUp) =>
        throw new NotSupportedException(WhyNot(LetterAct.Edit));

    public ValueTask<long> DiscardAsync(LetterFilter filter, string who, Action<long> progress, CancellationToken giveUp) =>
        EachAsync(
            filter,
            $"UPDATE {table} SET resolved = {dialect.True}, resolved_at = {dialect.Now} WHERE NOT resolved AND id IN (SELECT v.id FROM {dialect.From(Ids([]))})",
            progress,
            giveUp);

    public async ValueTask<Replay> ReplayAsync(ReplayRequest request, Action<Replay> progress, CancellationToken stopping)
    {
        var replay = new Replay
        {
            Who = request.Who, Selection = request.Filter.ToString(), State = ReplayState.Running, Total = (await CountAsync(request.Filter, stopping)).Letters,
        };
        progress(replay);
        var done = await EachAsync(
            request.Filter,
            $"""
            UPDATE {CatalogSchema.Catalog} SET des_status = 'retry', retry_count = 0 WHERE des_status = 'failed' AND id IN (
                SELECT d.catalog_entry_id FROM {table} d WHERE NOT d.resolved AND d.id IN (SELECT v.id FROM {dialect.From(Ids([]))}))
            """,
            count => progress(replay with { Done = count }),
            stopping);
        return replay with { Done = done, Skipped = replay.Total - done, State = ReplayState.Done };
    }

    // In small transactions, so that nobody's marker waits long for a row.
    private async ValueTask<long> EachAsync(LetterFilter filter, string change, Action<long> progress, CancellationToken stopping)
    {
        var frozen = filter with { UpTo = filter.UpTo ?? (await CountAsync(filter, stopping)).UpTo ?? 0 };
        var (after, left, changed) = (0L, filter.Limit ?? int.MaxValue, 0L);
        while (left > 0)
        {
            await using var connection = await store.OpenAsync(stopping);
            var ids = await Bind(connection.Command($"""
                SELECT d.id FROM {table} d JOIN {CatalogSchema.Catalog} c ON c.id = d.catalog_entry_id
                WHERE {Where(frozen)} AND d.id > @after ORDER BY d.id LIMIT @max
                """, ("after", after), ("max", Math.Min(left, BatchSize))), frozen).ListAsync(row => row.GetInt64(0), stopping);
            if (ids.Count == 0)
                break;
            var command = connection.Command(change);
            dialect.Bind(command, Ids(ids));
            changed += await command.RunAsync(stopping);
            (after, left) = (ids[^1], left - ids.Count);
            progress(changed);
        }

        return changed;
    }

    private string Where(LetterFilter filter) =>
        "NOT d.resolved"
        + (filter.Pipeline is null or MarkerServices.PipelineName ? "" : " AND 1 = 0")
        + (filter.OlderThan is null ? "" : $" AND d.created_at <= {dialect.NowPlus("@age")}")
        + (filter.UpTo is null ? "" : " AND d.id <= @upto")
        + (filter.Match is null ? "" : " AND (lower(coalesce(d.error_message, '')) LIKE @like ESCAPE '!' OR CAST(c.id AS TEXT) = @match OR c.source_key LIKE @prefix ESCAPE '!')");

    private static DbCommand Bind(DbCommand command, LetterFilter filter)
    {
        if (filter.OlderThan is { } age)
            command.Add("age", -age.TotalSeconds);
        if (filter.UpTo is { } upTo)
            command.Add("upto", upTo);
        if (filter.Match is { } match)
        {
            command.Add("match", match);
            command.Add("like", $"%{Escaped(match.ToLowerInvariant())}%");
            command.Add("prefix", $"{Escaped(match)}%");
        }

        return command;
    }

    private static string Escaped(string text) => text
        .Replace("!", "!!", StringComparison.Ordinal)
        .Replace("%", "!%", StringComparison.Ordinal)
        .Replace("_", "!_", StringComparison.Ordinal);

    private static Rows Ids(IReadOnlyCollection<long> ids) => new Rows("v").Add("id", [.. ids]);

    private static LetterGroup Sum(IEnumerable<LetterGroup> same) => same.Aggregate((one, other) => one with
    {
        Letters = one.Letters + other.Letters,
        FirstAt = one.FirstAt < other.FirstAt ? one.FirstAt : other.FirstAt,
        LastAt = one.LastAt > other.LastAt ? one.LastAt : other.LastAt,
    });

    private static LetterContent Content(Letter letter) => new(letter, Delivery.NoHeaders, ReadOnlyMemory<byte>.Empty, []);

    private static Letter Read(DbDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Pipeline = MarkerServices.PipelineName,
        Origin = row.GetInt64(1).ToString(),
        Reason = new Reason("", row.GetString(2)),
        Failures = row.GetInt32(3),
        ParkedAt = row.GetFieldValue<DateTimeOffset>(4),
        // It only knows there or gone.
        State = row.GetBoolean(5) ? "resolved" : LetterState.Parked,
        ResolvedAt = row.IsDBNull(6) ? null : row.GetFieldValue<DateTimeOffset>(6),
        Address = $"{CatalogSchema.Catalog}: marked again",
        Key = row.IsDBNull(7) ? null : row.GetString(7),
    };
}
