namespace Penstock.Relational;

/// <summary>
/// What this process knows of the buckets it holds: how far each was read, which keys have messages in hand, and which wait. Ids and
/// keys only. Settlements come from several lanes, claims one at a time.
/// </summary>
internal sealed class HeldBuckets(TimeProvider clock, Action wake, Action drained)
{
    // Above what is known of already: a look must come to what it doesn't know yet.
    private const int MostNewSeen = 10_000;

    private readonly Lock sync = new();
    private readonly Dictionary<int, HeldBucket> held = [];
    private readonly LineTurns turns = new(clock, wake, drained);
    private int claims;
    private bool wasCut;

    public Dictionary<int, long> Tokens()
    {
        lock (sync)
            return held.ToDictionary(h => h.Key, h => h.Value.Token);
    }

    /// <param name="buckets">Just taken.</param>
    /// <param name="waiting">What failed in them before, in order: it comes before anything else of its key.</param>
    public void Add(IEnumerable<HeldBucket> buckets, IEnumerable<(long Id, int Bucket, string Key, TimeSpan Wait)> waiting)
    {
        lock (sync)
        {
            foreach (var bucket in buckets)
                held[bucket.Number] = bucket;
            foreach (var (id, number, key, wait) in waiting)
            {
                var line = held[number].LineOf(key);
                if (line.IsEmpty)
                    turns.Delay(line, wait);
                turns.Insert(line, id);
                turns.Offer(line);
            }
        }

        wake();
    }

    public Dictionary<int, long> Leave(IReadOnlyCollection<int> numbers)
    {
        lock (sync)
        {
            foreach (var bucket in held.Values)
            {
                var stays = bucket.IsLeaving && !numbers.Contains(bucket.Number);
                bucket.IsLeaving = numbers.Contains(bucket.Number);
                foreach (var line in stays ? bucket.Lines.Values.ToList() : [])
                    turns.Offer(line);
            }

            var idle = held.Values.Where(b => b is { IsLeaving: true, InHand: 0 }).ToDictionary(b => b.Number, b => b.Token);
            Remove(idle.Keys);
            return idle;
        }
    }

    public void Drop(IEnumerable<int> numbers)
    {
        lock (sync)
            Remove(numbers);
    }

    /// <summary>All buckets are asked again.</summary>
    public void HeatAll()
    {
        lock (sync)
        {
            foreach (var bucket in held.Values)
                bucket.MayHaveMore = true;
        }
    }

    public KeyLine? NextLookBack()
    {
        lock (sync)
            return turns.NextLookBack();
    }

    public void LookedBack(KeyLine line, IReadOnlyList<long> found, int most)
    {
        lock (sync)
            turns.LookedBack(line, found, most);
    }

    public void Offer(KeyLine line)
    {
        lock (sync)
            turns.Offer(line);
    }

    public KeyedPlan Plan(int max, bool looksBelow, bool looksForDue)
    {
        lock (sync)
        {
            var plan = new KeyedPlan(++claims) { LooksBelow = looksBelow, LooksForDue = looksForDue };
            plan.Buckets.UnionWith(held.Values.Where(b => !b.IsLeaving));
            var hot = plan.Buckets.Where(b => b.MayHaveMore).ToList();
            // With both, each gets its half: followers of one key must not keep all others from being read.
            turns.Take(plan, hot.Count == 0 ? max : (max + (claims % 2)) / 2);
            Choose(plan, hot, max - plan.Wanted.Count);
            plan.Skip.AddRange(turns.Overflowing.Select(l => l.Key));
            plan.MostSeen = MostNewSeen + turns.Waiting + held.Values.Sum(b => b.InHand);
            return plan;
        }
    }

    /// <summary>The read failed: what it was to get waits again.</summary>
    public void Undo(KeyedPlan plan)
    {
        lock (sync)
        {
            foreach (var (id, line) in plan.Wanted)
                turns.PutBack(line, id);
        }
    }

    /// <summary>What of the rows is in hand now, in the order of their ids.</summary>
    public List<(KeyedRow Row, KeyLine Line)> Take(KeyedPlan plan, List<KeyedRow> rows)
    {
        rows.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        var taken = new List<(KeyedRow, KeyLine)>(rows.Count);
        lock (sync)
        {
            Cool(plan, rows);
            foreach (var row in rows)
            {
                if (held.TryGetValue(row.Bucket, out var bucket) && plan.Buckets.Contains(bucket) && Take(plan, bucket, row) is { } line)
                    taken.Add((row, line));
            }

            // Gone: somebody took them out of the queue, or the bucket from us.
            foreach (var (id, line) in plan.Wanted)
                turns.Drop(line, id);
        }

        return taken;
    }

    public void Settled(KeyLine line, long id, Settlement settlement)
    {
        lock (sync)
        {
            if (settlement is Settlement.Retry retry)
                turns.Delay(line, retry.After);
            if (settlement is Settlement.Retry or Settlement.Release)
                turns.PutBack(line, id);
            else
                turns.Drop(line, id);
        }
    }

    // Each gets up to twice its part, so that an uneven load still fills the batch. While there is more than fits, half of them at a
    // time, those first that had nothing for longest.
    private void Choose(KeyedPlan plan, List<HeldBucket> hot, int room)
    {
        if (hot.Count == 0 || room == 0)
            return;

        plan.Room = room;
        plan.Most = Math.Max(1, Math.Min(room, 2 * room / hot.Count));
        plan.Read.UnionWith(wasCut ? hot.OrderBy(b => b.FoundBy).Take((hot.Count + 1) / 2) : hot);
    }

    private void Cool(KeyedPlan plan, List<KeyedRow> rows)
    {
        var found = new int[Bucket.Count];
        foreach (var row in rows)
            found[row.Bucket] += row.Find == KeyedFind.New ? 1 : 0;
        if (plan.Read.Count > 0)
            wasCut = found.Sum() == plan.Room;
        foreach (var bucket in plan.Read)
        {
            bucket.MayHaveMore = wasCut || found[bucket.Number] == plan.Most;
            if (found[bucket.Number] > 0)
                bucket.FoundBy = plan.Claim;
        }

        if (wasCut && plan.Skip.Count > 0)
            PassOver(plan.Read.Where(b => found[b.Number] < plan.Most), rows.FindLast(r => r.Find == KeyedFind.New)!.Id);
    }

    // What a read steps over because its key's messages are not remembered must not be stepped over by each read.
    private void PassOver(IEnumerable<HeldBucket> buckets, long last)
    {
        foreach (var bucket in buckets.Intersect(turns.Overflowing.Select(l => l.Bucket)))
            bucket.ReadTo(last);
    }

    private KeyLine? Take(KeyedPlan plan, HeldBucket bucket, KeyedRow row)
    {
        if (row.Find == KeyedFind.Wanted)
            return plan.Wanted.Remove(row.Id, out var wanted) ? wanted : null;
        if (bucket.IsLeaving)
            return null;
        if (row.Find == KeyedFind.End)
        {
            if (!bucket.MayHaveMore)
                bucket.ReadTo(row.Id);
            return null;
        }

        var line = bucket.LineOf(row.Key);
        if (row.Find == KeyedFind.Seen)
        {
            Saw(line, row.Id);
            return null;
        }

        bucket.ReadTo(row.Id);
        // Behind what this very claim took of the key it may come along: a batch is run in order.
        if (line.IsEmpty || (line.Claim == plan.Claim && line is { InHand: > 0, Waiting: 0, Rest: null, NotBefore: null }))
        {
            line.Hold(row.Id, plan.Claim);
            return line;
        }

        turns.Append(line, row.Id);
        return null;
    }

    // Committed late, or due. What was settled since it was read comes to nothing when it is read again.
    private void Saw(KeyLine line, long id)
    {
        if (!line.Knows(id) && line.Rest is null)
            turns.Insert(line, id);
        turns.Offer(line);
    }

    private void Remove(IEnumerable<int> numbers)
    {
        foreach (var number in numbers.ToList())
        {
            if (held.Remove(number, out var bucket))
                turns.Forget(bucket);
        }
    }
}
