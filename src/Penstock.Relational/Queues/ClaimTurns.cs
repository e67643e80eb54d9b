namespace Penstock.Relational;

/// <summary>
/// Which kind of messages a claim asks for, with a key or without, and in which order. A queue with one kind only pays next to
/// nothing for the other.
/// </summary>
internal sealed class ClaimTurns(ClaimTurn keyless, ClaimTurn keyed)
{
    private volatile bool isHinted = true;
    private bool keyedFirst;

    /// <summary>Something was sent, of one kind or the other.</summary>
    public void Hint() => isHinted = true;

    /// <param name="lease">This process's life.</param>
    /// <param name="max">Of both together.</param>
    /// <param name="isDue">Something that waited has fallen due.</param>
    /// <param name="both">Where nothing announces what is sent, an idle queue is asked for both each time.</param>
    /// <param name="stopping">Nothing is claimed.</param>
    public async ValueTask<List<QueueDelivery>> ClaimAsync(OwnerLease lease, int max, bool isDue, bool both, CancellationToken stopping)
    {
        var (first, second) = Order();
        if (isDue)
            (first.IsDue, second.IsDue) = (true, true);
        var hinted = isHinted;
        var claimed = await first.ClaimAsync(lease, max, stopping);
        var asks = second.IsActive || second.IsDue || hinted || (claimed.Count == 0 ? both : second.IsTime);
        if (claimed.Count >= max || !asks)
            return claimed;

        isHinted &= !hinted;
        return await WithSecondAsync(claimed, second, lease, max, stopping);
    }

    private (ClaimTurn First, ClaimTurn Second) Order()
    {
        keyedFirst = !keyedFirst;
        var (first, second) = keyedFirst ? (keyed, keyless) : (keyless, keyed);
        return !first.IsActive && second.IsActive && !first.IsTime ? (second, first) : (first, second);
    }

    private static async ValueTask<List<QueueDelivery>> WithSecondAsync(
        List<QueueDelivery> claimed, ClaimTurn second, OwnerLease lease, int max, CancellationToken stopping)
    {
        try
        {
            claimed.AddRange(await second.ClaimAsync(lease, max - claimed.Count, stopping));
        }
        catch (Exception) when (claimed.Count > 0)
        {
            // What is claimed is claimed, and runs; whatever it was shows again at the next claim.
        }

        claimed.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        return claimed;
    }
}
