namespace Penstock.Relational;

/// <summary>What is known of a key that has messages in hand or waiting. A key that has neither needs no line.</summary>
internal sealed class KeyLine(HeldBucket bucket, string key)
{
    private readonly SortedIds inHand = new();
    private readonly SortedIds waiting = new();

    public HeldBucket Bucket => bucket;

    public string Key => key;

    /// <summary>Its head failed and waits until then.</summary>
    public DateTimeOffset? NotBefore { get; set; }

    /// <summary>From this id on its messages are not remembered, up to the bucket's cursor. Null: all are.</summary>
    public long? Rest { get; private set; }

    /// <summary>It stands in a line of lines already.</summary>
    public bool IsOffered { get; set; }

    /// <summary>The claim that took of it last.</summary>
    public int Claim { get; private set; }

    public int InHand => inHand.Count;

    public int Waiting => waiting.Count;

    public bool IsEmpty => inHand.Count == 0 && waiting.Count == 0 && Rest is null;

    /// <summary>Nothing of it is in hand and its next message may run.</summary>
    public bool IsReady => bucket is { IsHeld: true, IsLeaving: false } && inHand.Count == 0 && NotBefore is null && !IsEmpty;

    /// <summary>What was remembered is done; the rest has to be looked up.</summary>
    public bool NeedsLookBack => waiting.Count == 0 && Rest is not null;

    public bool Knows(long id) => inHand.Contains(id) || waiting.Contains(id);

    public void Hold(long id, int claim)
    {
        inHand.Add(id);
        bucket.InHand++;
        Claim = claim;
    }

    /// <returns>False where it was not in hand.</returns>
    public bool Drop(long id)
    {
        if (!inHand.Remove(id))
            return false;

        bucket.InHand--;
        return true;
    }

    /// <summary>It waits for its turn.</summary>
    public void Wait(long id) => waiting.Add(id);

    /// <summary>From there on its messages are looked up when their turn has come.</summary>
    public void Forget(long from) => Rest ??= from;

    public List<long> Take(int most, int claim)
    {
        var taken = waiting.Take(most);
        foreach (var id in taken)
            Hold(id, claim);
        return taken;
    }

    /// <summary>What a look from <see cref="Rest"/> on found, in order.</summary>
    public void LookedBack(IReadOnlyList<long> found, int most)
    {
        foreach (var id in found)
            waiting.Add(id);
        Rest = found.Count < most ? null : found[^1] + 1;
    }
}
