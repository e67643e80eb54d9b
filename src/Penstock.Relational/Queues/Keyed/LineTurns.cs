namespace Penstock.Relational;

/// <summary>Which keys' turn it is: those that are free, those that wait until a moment, those that have to be looked up. Not thread-safe.</summary>
internal sealed class LineTurns(TimeProvider clock, Action wake, Action drained)
{
    // What is behind these is looked up when they are done: keys that are blocked for long must not fill the memory.
    private const int MostOfOneKey = 1_000;
    private const int MostOfAll = 100_000;

    private readonly Queue<KeyLine> ready = new();
    private readonly Queue<KeyLine> lookBacks = new();
    private readonly PriorityQueue<KeyLine, DateTimeOffset> later = new();

    /// <summary>Messages that are remembered by their ids.</summary>
    public int Waiting { get; private set; }

    /// <summary>Keys with more than is remembered.</summary>
    public HashSet<KeyLine> Overflowing { get; } = [];

    /// <summary>Behind what its key has already.</summary>
    public void Append(KeyLine line, long id)
    {
        if (line.Rest is null && line.Waiting < MostOfOneKey && Waiting < MostOfAll)
        {
            Insert(line, id);
            return;
        }

        line.Forget(id);
        Overflowing.Add(line);
    }

    /// <summary>In its place, however many there are.</summary>
    public void Insert(KeyLine line, long id)
    {
        line.Wait(id);
        Waiting++;
    }

    public void PutBack(KeyLine line, long id)
    {
        if (!line.Drop(id))
            return;

        Insert(line, id);
        Left(line);
    }

    public void Drop(KeyLine line, long id)
    {
        if (line.Drop(id))
            Left(line);
    }

    public void Delay(KeyLine line, TimeSpan wait)
    {
        if (wait <= TimeSpan.Zero)
            return;

        line.NotBefore = clock.GetUtcNow() + wait;
        later.Enqueue(line, line.NotBefore.Value);
    }

    /// <summary>Has its turn, if it is its turn.</summary>
    public void Offer(KeyLine line)
    {
        if (line.IsEmpty)
        {
            line.Bucket.Lines.Remove(line.Key);
        }
        else if (line is { IsReady: true, IsOffered: false })
        {
            line.IsOffered = true;
            (line.NeedsLookBack ? lookBacks : ready).Enqueue(line);
            wake();
        }
    }

    /// <summary>Takes what is free by now, up to that many.</summary>
    public void Take(KeyedPlan plan, int most)
    {
        Ripen();
        while (plan.Wanted.Count < most && Next(ready) is { } line)
        {
            var ids = line.Take(most - plan.Wanted.Count, plan.Claim);
            Waiting -= ids.Count;
            foreach (var id in ids)
                plan.Wanted.Add(id, line);
        }
    }

    public KeyLine? NextLookBack() => Next(lookBacks);

    public void LookedBack(KeyLine line, IReadOnlyList<long> found, int most)
    {
        line.LookedBack(found, most);
        Waiting += found.Count;
        if (line.Rest is null)
            Overflowing.Remove(line);
        Offer(line);
    }

    public void Forget(HeldBucket bucket)
    {
        bucket.IsHeld = false;
        Waiting -= bucket.Lines.Values.Sum(l => l.Waiting);
        Overflowing.RemoveWhere(l => l.Bucket == bucket);
    }

    private void Left(KeyLine line)
    {
        if (!line.Bucket.IsHeld)
            return;
        if (line.InHand == 0)
            Offer(line);
        if (line.Bucket is { IsLeaving: true, InHand: 0 })
            drained();
    }

    private void Ripen()
    {
        while (later.TryPeek(out var line, out var due) && due <= clock.GetUtcNow())
        {
            later.Dequeue();
            if (line.NotBefore <= due)
                line.NotBefore = null;
            Offer(line);
        }
    }

    private static KeyLine? Next(Queue<KeyLine> lines)
    {
        while (lines.TryDequeue(out var line))
        {
            line.IsOffered = false;
            if (line.IsReady)
                return line;
        }

        return null;
    }
}
