namespace Penstock.Relational;

/// <summary>Who works on the buckets that <see cref="BucketLeases"/> keeps for this process.</summary>
internal interface IBucketHolder
{
    /// <summary>The buckets in use and the tokens under which they are held.</summary>
    IReadOnlyDictionary<int, long> Tokens();

    /// <summary>These are ours from now on.</summary>
    ValueTask TakenAsync(OwnerLease lease, long token, IReadOnlyList<int> buckets, CancellationToken giveUp);

    /// <summary>These, and no others, are to be given back: nothing more is begun in them.</summary>
    /// <returns>Those in which nothing is in hand, with their tokens; no longer in use.</returns>
    IReadOnlyDictionary<int, long> Leave(IReadOnlyCollection<int> buckets);

    /// <summary>These are no longer ours.</summary>
    void Lost(IReadOnlyCollection<int> buckets);
}
