namespace Penstock.Relational;

/// <summary>What one process should do so that all have their fair share. A pure function of what it saw.</summary>
internal sealed class BucketBalance
{
    private readonly IReadOnlyList<BucketRow> rows;
    private readonly int share;

    /// <param name="rows">All buckets of the queue.</param>
    /// <param name="consumers">Processes that live and work on it, this one included.</param>
    /// <param name="own">What this process believes to hold.</param>
    /// <param name="issued">Tokens of this life that it may have got without an answer.</param>
    public BucketBalance(IReadOnlyList<BucketRow> rows, int consumers, IReadOnlyDictionary<int, long> own, IReadOnlySet<long> issued)
    {
        this.rows = rows;
        share = (rows.Count + consumers - 1) / Math.Max(1, consumers);
        Mine = [.. rows.Where(r => own.TryGetValue(r.Bucket, out var token) && token == r.Lease).Select(r => r.Bucket)];
        Lost = [.. own.Keys.Except(Mine)];
        var others = rows.Where(r => !Mine.Contains(r.Bucket)).ToLookup(r => issued.Contains(r.Lease));
        // To everybody else we hold these: nobody takes them while we live.
        Free = [.. others[true], .. others[false].Where(r => r.Lease == 0 || !r.IsAlive)];
        Wanted = Math.Min(Math.Max(0, share - Mine.Count), Free.Count);
        Stray = [.. others[true].Skip(Wanted)];
        Excess = Math.Max(0, Mine.Count - share);
    }

    public HashSet<int> Mine { get; }

    /// <summary>Believed to be ours, and not.</summary>
    public IReadOnlyList<int> Lost { get; }

    /// <summary>Held by nobody who lives.</summary>
    public IReadOnlyList<BucketRow> Free { get; }

    /// <summary>Taken or given back without an answer, and not wanted: to be given back.</summary>
    public IReadOnlyList<BucketRow> Stray { get; }

    /// <summary>How many of the free ones to take, from the first on.</summary>
    public int Wanted { get; }

    /// <summary>How many of ours to give back.</summary>
    public int Excess { get; }

    /// <summary>Whether nothing is left to do once what is wanted was taken: neither for us nor, in our favour, for others.</summary>
    /// <param name="took">How many were taken.</param>
    public bool IsSettled(int took) =>
        Excess == 0 && took == Wanted && (Mine.Count + took >= share || (Free.Count == took && !OthersHaveTooMany()));

    private bool OthersHaveTooMany() => rows
        .Where(r => r.IsAlive && r.Lease != 0 && !Mine.Contains(r.Bucket))
        .GroupBy(r => r.Lease >> 32).Any(g => g.Count() > share);
}
