namespace Penstock.Relational;

/// <summary>Claims of one kind, and how the last one went.</summary>
internal sealed class ClaimTurn(
    Func<OwnerLease, int, bool, CancellationToken, ValueTask<List<QueueDelivery>>> claim, TimeSpan every, TimeProvider clock)
{
    private long? askedAt;

    /// <summary>There was something the last time.</summary>
    public bool IsActive { get; private set; }

    /// <summary>Something has fallen due since the last time, of this kind or of the other.</summary>
    public bool IsDue { get; set; }

    /// <summary>It was not asked for so long that there may be something unannounced.</summary>
    public bool IsTime => askedAt is not { } then || clock.GetElapsedTime(then) >= every;

    public async ValueTask<List<QueueDelivery>> ClaimAsync(OwnerLease lease, int max, CancellationToken stopping)
    {
        askedAt = clock.GetTimestamp();
        var claimed = await claim(lease, max, IsDue, stopping);
        (IsDue, IsActive) = (false, claimed.Count > 0);
        return claimed;
    }
}
