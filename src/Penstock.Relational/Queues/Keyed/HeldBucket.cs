namespace Penstock.Relational;

/// <summary>A bucket that this process holds, from the moment it was taken until it is given back or lost.</summary>
/// <param name="number">Which of the queue's.</param>
/// <param name="token">Under which it is held; settlements show it.</param>
/// <param name="lease">The life that took it.</param>
internal sealed class HeldBucket(int number, long token, OwnerLease lease)
{
    public int Number => number;

    public long Token => token;

    public OwnerLease Lease => lease;

    /// <summary>Up to this id everything was read.</summary>
    public long Cursor { get; private set; }

    public bool MayHaveMore { get; set; } = true;

    /// <summary>The claim that found something new in it last.</summary>
    public int FoundBy { get; set; }

    /// <summary>False for good once it was given back or lost.</summary>
    public bool IsHeld { get; set; } = true;

    /// <summary>Nothing more is claimed from it, so that it can be given back.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>Its messages that are neither settled nor handed back.</summary>
    public int InHand { get; set; }

    public Dictionary<string, KeyLine> Lines { get; } = new(StringComparer.Ordinal);

    public void ReadTo(long id) => Cursor = Math.Max(Cursor, id);

    public KeyLine LineOf(string key)
    {
        if (!Lines.TryGetValue(key, out var line))
            Lines.Add(key, line = new KeyLine(this, key));
        return line;
    }
}
