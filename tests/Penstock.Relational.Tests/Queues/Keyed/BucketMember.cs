namespace Penstock.Relational.Tests;

/// <summary>A process that holds buckets and does nothing else with them.</summary>
internal sealed class BucketMember : IBucketHolder
{
    public BucketMember(Store store, OwnerLease lease)
    {
        (Store, Lease) = (store, lease);
        Leases = new BucketLeases(store, BucketScene.Queue, this, TimeProvider.System);
    }

    public Store Store { get; }

    public OwnerLease Lease { get; set; }

    public BucketLeases Leases { get; }

    public Dictionary<int, long> Held { get; } = [];

    /// <summary>Something of these is in hand.</summary>
    public HashSet<int> Busy { get; } = [];

    public IReadOnlyDictionary<int, long> Tokens() => new Dictionary<int, long>(Held);

    public ValueTask TakenAsync(OwnerLease lease, long token, IReadOnlyList<int> buckets, CancellationToken giveUp)
    {
        foreach (var bucket in buckets)
            Held.Add(bucket, token);
        return default;
    }

    public IReadOnlyDictionary<int, long> Leave(IReadOnlyCollection<int> buckets)
    {
        var idle = buckets.Where(b => !Busy.Contains(b)).ToDictionary(b => b, b => Held[b]);
        Lost(idle.Keys);
        return idle;
    }

    public void Lost(IReadOnlyCollection<int> buckets)
    {
        foreach (var bucket in buckets)
            Held.Remove(bucket);
    }
}
