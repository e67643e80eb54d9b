namespace Penstock.Relational;

/// <summary>What one claim is going to read.</summary>
internal sealed class KeyedPlan(int claim)
{
    public int Claim => claim;

    /// <summary>By their ids, in hand since the plan was made.</summary>
    public Dictionary<long, KeyLine> Wanted { get; } = [];

    /// <summary>All that may be claimed from.</summary>
    public HashSet<HeldBucket> Buckets { get; } = [];

    /// <summary>Those of them that are read above their cursors, each up to <see cref="Most"/>.</summary>
    public HashSet<HeldBucket> Read { get; } = [];

    public int Most { get; set; }

    /// <summary>All of them together.</summary>
    public int Room { get; set; }

    /// <summary>Keys whose followers are too many to be remembered.</summary>
    public List<string> Skip { get; } = [];

    /// <summary>Also look below the cursors, where something may have been committed late.</summary>
    public bool LooksBelow { get; set; }

    /// <summary>Also look for what is due.</summary>
    public bool LooksForDue { get; set; }

    /// <summary>Rows that such a look gets at most.</summary>
    public int MostSeen { get; set; }

    public bool IsEmpty => Buckets.Count == 0 || (Wanted.Count == 0 && Read.Count == 0 && !LooksBelow && !LooksForDue);
}
