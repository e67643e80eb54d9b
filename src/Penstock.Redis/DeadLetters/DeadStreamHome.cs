using System.Runtime.CompilerServices;
using Penstock.Relational;

namespace Penstock.Redis;

/// <summary>
/// A dead stream behind the general commands. It knows only there or gone: a letter that was replayed or discarded leaves it.
/// </summary>
public sealed class DeadStreamHome(IRedis redis, DeadStreamOptions options) : IDeadLetterHome
{
    private const int PageSize = 500;

    // A listing looks at no more than that many to find its matches.
    private const int MostLookedAt = 50_000;

    private static readonly RedisScript Back = RedisScript.Load("dead.replay.lua");

    public string Name => $"{options.DeadStream} on {redis.Display}";

    public string? WhyNot(LetterAct act) => act switch
    {
        LetterAct.Edit => "An entry of a stream can't be changed: export it, send it anew mended, then discard the letter.",
        LetterAct.PacedReplay => "A dead stream keeps no replays, so that one can't be stopped and gone on with: the pipeline's own rate paces what follows.",
        _ => null,
    };

    public async ValueTask<LetterPage> ListAsync(LetterFilter filter, CancellationToken giveUp)
    {
        var (letters, looked, limit) = (new List<Letter>(), 0, filter.Limit ?? 50);
        await foreach (var entry in ScanAsync(filter, newestFirst: true, giveUp))
        {
            if (letters.Count == limit)
                break;
            if (++looked > MostLookedAt)
                return new LetterPage(letters, $"Only the newest {MostLookedAt:N0} letters were looked at: older ones may match too.");
            if (entry.Matches(filter))
                letters.Add(entry.Letter);
        }

        return new LetterPage(letters, null);
    }

    public async ValueTask<LetterContent?> ShowAsync(long id, CancellationToken giveUp)
    {
        var text = DeadId.ToText(id);
        var found = await redis.CallAsync(new RedisCommand("XRANGE", options.DeadStream, text, text), giveUp);
        return found.Items.Count == 0 ? null : new DeadEntry(options, found[0]).ToContent();
    }

    public async ValueTask<IReadOnlyList<LetterGroup>> GroupsAsync(LetterFilter filter, int limit, CancellationToken giveUp)
    {
        var groups = new Dictionary<string, LetterGroup>(StringComparer.Ordinal);
        await foreach (var entry in ScanAsync(filter with { OlderThan = null, UpTo = null }, newestFirst: false, giveUp))
        {
            if (!entry.Matches(filter))
                continue;
            var (group, at) = (Fingerprint.Of(entry.Reason), DeadId.AddedAt(entry.Id));
            groups[group.Hash] = groups.TryGetValue(group.Hash, out var known)
                ? known with { Letters = known.Letters + 1, LastAt = at }
                : new LetterGroup(options.Pipeline, group.Hash, entry.Reason.Type, group.Text, 1, at, at);
        }

        return [.. groups.Values.OrderByDescending(g => g.Letters).Take(limit)];
    }

    public async ValueTask<LetterCount> CountAsync(LetterFilter filter, CancellationToken giveUp)
    {
        var (count, last) = (0L, default(long?));
        await foreach (var entry in MatchingAsync(filter, giveUp))
            (count, last) = (count + 1, DeadId.Of(entry.Id));
        return new LetterCount(count, last);
    }

    public async IAsyncEnumerable<LetterContent> ReadAsync(LetterFilter filter, [EnumeratorCancellation] CancellationToken giveUp)
    {
        await foreach (var entry in MatchingAsync(filter, giveUp))
            yield return entry.ToContent();
    }

    public ValueTask<bool> EditAsync(long id, LetterEdit edit, string who, CancellationToken giveUp) =>
        throw new NotSupportedException(WhyNot(LetterAct.Edit));

    public async ValueTask<long> DiscardAsync(LetterFilter filter, string who, Action<long> progress, CancellationToken giveUp)
    {
        var discarded = 0L;
        await foreach (var ids in PagesAsync(filter, giveUp))
        {
            discarded += (await redis.CallAsync(new RedisCommand("XDEL", options.DeadStream).Add(ids), giveUp)).Integer;
            progress(discarded);
        }

        return discarded;
    }

    /// <summary>Each letter goes back and leaves the dead stream in one step: exactly once, however often and by whomever it is replayed.</summary>
    public async ValueTask<Replay> ReplayAsync(ReplayRequest request, Action<Replay> progress, CancellationToken stopping)
    {
        var found = await CountAsync(request.Filter, stopping);
        var replay = new Replay
        {
            Who = request.Who, Selection = request.Filter.ToString(), State = ReplayState.Running, Total = found.Letters,
        };
        // What fails again meanwhile is a new letter, and not among them.
        await foreach (var ids in PagesAsync(request.Filter with { UpTo = found.UpTo ?? 0 }, stopping))
        {
            var states = await Back.RunAsync(redis, [options.DeadStream], [options.Stream, .. ids.Select(id => (RedisArgument)id)], stopping);
            replay = Counted(replay, states.Items);
            progress(replay);
        }

        return replay with { State = ReplayState.Done };
    }

    private static Replay Counted(Replay replay, IReadOnlyList<RedisReply> states)
    {
        var back = states.Count(s => s.Kind == ReplyKind.Integer && s.Integer == 1);
        var gone = states.Count(s => s.Kind == ReplyKind.Integer && s.Integer == 0);
        return replay with { Done = replay.Done + back, Skipped = replay.Skipped + gone, Failed = replay.Failed + states.Count - back - gone };
    }

    private async IAsyncEnumerable<string[]> PagesAsync(LetterFilter filter, [EnumeratorCancellation] CancellationToken giveUp)
    {
        var page = new List<string>(PageSize);
        await foreach (var entry in MatchingAsync(filter, giveUp))
        {
            page.Add(entry.Id);
            if (page.Count < PageSize)
                continue;
            yield return [.. page];
            page.Clear();
        }

        if (page.Count > 0)
            yield return [.. page];
    }

    private async IAsyncEnumerable<DeadEntry> MatchingAsync(LetterFilter filter, [EnumeratorCancellation] CancellationToken giveUp)
    {
        var left = filter.Limit ?? int.MaxValue;
        await foreach (var entry in ScanAsync(filter, newestFirst: false, giveUp))
        {
            if (left == 0)
                yield break;
            if (!entry.Matches(filter))
                continue;
            left--;
            yield return entry;
        }
    }

    private async IAsyncEnumerable<DeadEntry> ScanAsync(LetterFilter filter, bool newestFirst, [EnumeratorCancellation] CancellationToken giveUp)
    {
        var (first, last) = ("-", await LastAsync(filter, giveUp));
        while (true)
        {
            var command = newestFirst
                ? new RedisCommand("XREVRANGE", options.DeadStream, last, first, "COUNT", PageSize)
                : new RedisCommand("XRANGE", options.DeadStream, first, last, "COUNT", PageSize);
            var page = await redis.CallAsync(command, giveUp);
            foreach (var entry in page.Items)
                yield return new DeadEntry(options, entry);
            if (page.Items.Count < PageSize)
                yield break;
            var beyond = $"({page[PageSize - 1][0].Text}";
            (first, last) = newestFirst ? (first, beyond) : (beyond, last);
        }
    }

    // The age is judged by the server's clock, which made the ids.
    private async ValueTask<string> LastAsync(LetterFilter filter, CancellationToken giveUp)
    {
        var most = filter.UpTo ?? long.MaxValue;
        if (filter.OlderThan is { } age)
        {
            var time = await redis.CallAsync(new RedisCommand("TIME"), giveUp);
            var until = (time[0].Integer * 1000) + (time[1].Integer / 1000) - (long)age.TotalMilliseconds;
            most = Math.Min(most, DeadId.Of($"{until}-{long.MaxValue}"));
        }

        return most == long.MaxValue ? "+" : DeadId.ToText(most);
    }
}
