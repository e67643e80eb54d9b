using System.Runtime.CompilerServices;
using Confluent.Kafka;
using Penstock.Relational;

namespace Penstock.Kafka;

/// <summary>
/// A dead topic behind the general commands. It knows only there or gone: a letter that was replayed or discarded is followed by a
/// record without a value that says so (<c>penstock-dead-resolved</c>). Each command reads the topic from its beginning.
/// </summary>
public sealed class DeadTopicHome(KafkaClient kafka, DeadTopicOptions options, TimeProvider clock) : IDeadLetterHome
{
    private const int PageSize = 500;

    private readonly DeadTopicScan scan = new(kafka, options);

    public string Name => $"{options.DeadTopic} on {kafka.Display}";

    public string? WhyNot(LetterAct act) => act switch
    {
        LetterAct.Edit => "A record of a topic can't be changed: export it, send it anew mended, then discard the letter.",
        LetterAct.PacedReplay => "A dead topic keeps no replays, so that one can't be stopped and gone on with: the pipeline's own rate paces what follows.",
        _ => null,
    };

    public ValueTask<LetterPage> ListAsync(LetterFilter filter, CancellationToken giveUp) => Run(() =>
    {
        var (newest, limit) = (new PriorityQueue<Letter, DateTimeOffset>(), filter.Limit ?? 50);
        foreach (var record in Matching(filter with { Limit = null }, giveUp))
        {
            newest.Enqueue(record.Letter, record.ParkedAt);
            if (newest.Count > limit)
                newest.Dequeue();
        }

        return new LetterPage([.. newest.UnorderedItems.Select(i => i.Element).OrderByDescending(l => l.ParkedAt)], null);
    }, giveUp);

    public ValueTask<LetterContent?> ShowAsync(long id, CancellationToken giveUp) =>
        Run(() => scan.Unresolved(giveUp).FirstOrDefault(r => r.Id == id)?.ToContent(), giveUp);

    public ValueTask<IReadOnlyList<LetterGroup>> GroupsAsync(LetterFilter filter, int limit, CancellationToken giveUp) => Run<IReadOnlyList<LetterGroup>>(() =>
    {
        var groups = new Dictionary<(string, string), LetterGroup>();
        foreach (var record in Matching(filter with { OlderThan = null, UpTo = null, Limit = null }, giveUp))
        {
            var (group, at) = (Fingerprint.Of(record.Reason), record.ParkedAt);
            groups[(record.Pipeline, group.Hash)] = groups.TryGetValue((record.Pipeline, group.Hash), out var known)
                ? known with { Letters = known.Letters + 1, LastAt = at > known.LastAt ? at : known.LastAt }
                : new LetterGroup(record.Pipeline, group.Hash, record.Reason.Type, group.Text, 1, at, at);
        }

        return [.. groups.Values.OrderByDescending(g => g.Letters).Take(limit)];
    }, giveUp);

    /// <summary>Letters that come meanwhile lie behind the end that was read, whatever their number: the count freezes nothing.</summary>
    public ValueTask<LetterCount> CountAsync(LetterFilter filter, CancellationToken giveUp) => Run(() =>
    {
        var (count, last) = (0L, default(long?));
        foreach (var record in Matching(filter, giveUp))
            (count, last) = (count + 1, Math.Max(last ?? 0, record.Id));
        return new LetterCount(count, last);
    }, giveUp);

    public async IAsyncEnumerable<LetterContent> ReadAsync(LetterFilter filter, [EnumeratorCancellation] CancellationToken giveUp)
    {
        await Task.Yield();
        foreach (var record in Matching(filter, giveUp))
            yield return record.ToContent();
    }

    public ValueTask<bool> EditAsync(long id, LetterEdit edit, string who, CancellationToken giveUp) =>
        throw new NotSupportedException(WhyNot(LetterAct.Edit));

    public async ValueTask<long> DiscardAsync(LetterFilter filter, string who, Action<long> progress, CancellationToken giveUp)
    {
        var discarded = 0L;
        foreach (var page in Matching(filter, giveUp).Chunk(PageSize))
        {
            await ResolveAsync(page, $"discarded by {who}");
            progress(discarded += page.Length);
        }

        return discarded;
    }

    /// <summary>Each letter is durable in its topic before it leaves this one: dying between the two sends it once more when it is replayed again.</summary>
    public async ValueTask<Replay> ReplayAsync(ReplayRequest request, Action<Replay> progress, CancellationToken stopping)
    {
        var found = await CountAsync(request.Filter, stopping);
        var replay = new Replay { Who = request.Who, Selection = request.Filter.ToString(), State = ReplayState.Running, Total = found.Letters };
        foreach (var page in Matching(request.Filter, stopping).Chunk(PageSize))
        {
            if (stopping.IsCancellationRequested)
                return replay with { State = ReplayState.Cancelled };
            var back = await SendBackAsync(page);
            await ResolveAsync(back, $"replayed by {request.Who}");
            replay = replay with { Done = replay.Done + back.Count, Failed = replay.Failed + page.Length - back.Count };
            progress(replay);
        }

        return replay with { State = ReplayState.Done };
    }

    private async ValueTask<List<DeadRecord>> SendBackAsync(DeadRecord[] page)
    {
        // All are on their way before the first is waited for: those of one key arrive in order.
        var sending = page.Where(r => r.Topic is not null).Select(r => (Letter: r, Sent: kafka.Producer.ProduceAsync(r.Topic, r.ToMessage()))).ToList();
        var back = new List<DeadRecord>(sending.Count);
        foreach (var (letter, sent) in sending)
        {
            try
            {
                await sent;
                back.Add(letter);
            }
            catch (KafkaException)
            {
                // It stays parked, and is counted as failed.
            }
        }

        return back;
    }

    // In the letter's own partition, so that it stands behind it.
    private async ValueTask ResolveAsync(IReadOnlyList<DeadRecord> letters, string who)
    {
        try
        {
            await Task.WhenAll(letters.Select(l => kafka.Producer.ProduceAsync(l.Place.TopicPartition, l.ToResolution(who))));
        }
        catch (KafkaException error)
        {
            throw new SourceUnavailableException($"{Name} does not take that letters are resolved: {error.Error.Reason}. Some are, the others stay parked.", error);
        }
    }

    private IEnumerable<DeadRecord> Matching(LetterFilter filter, CancellationToken giveUp)
    {
        var now = clock.GetUtcNow();
        return scan.Unresolved(giveUp)
            .Where(r => r.Matches(filter, now) && r.Id <= (filter.UpTo ?? long.MaxValue))
            .Take(filter.Limit ?? int.MaxValue);
    }

    private static ValueTask<T> Run<T>(Func<T> read, CancellationToken giveUp) => new(Task.Run(read, giveUp));
}
