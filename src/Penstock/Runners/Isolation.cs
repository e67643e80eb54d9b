namespace Penstock;

/// <summary>
/// Who may run with whom. A delivery that a process died with, or that a whole group failed with for no clear reason, runs alone;
/// one that killed its process again and again doesn't run at all.
/// </summary>
internal sealed class Isolation
{
    // The first death was perhaps a neighbour's doing; at the next two it was the only suspect that ran.
    private const int DeathsBeforeParked = 3;

    // Beyond this the set is forgotten: it only saves time, it decides nothing.
    private const int MostMarked = 10_000;

    private readonly HashSet<string> marked = new(StringComparer.Ordinal);
    private bool suspectsTurn;

    public static bool IsParked(Delivery delivery) => delivery.Claims >= DeathsBeforeParked;

    /// <summary>A process died with it, and perhaps this one will.</summary>
    public static bool IsOnTrial(IReadOnlyList<Delivery> group) => group[0].Claims > 0;

    public static Run Parked(Delivery delivery) => new(delivery, Fault.Message, new CrashPoisonException(delivery.Claims));

    /// <summary>
    /// The healthy together, then each suspect alone, and with it its key one by one: none of them may run before what is ahead of
    /// it. A transaction has room for one group only, since what dies with a suspect would take the others' effects with it: there
    /// the two take turns.
    /// </summary>
    public IEnumerable<IReadOnlyList<Delivery>> Groups(Batch batch)
    {
        if (!AnySuspect(batch.Items))
            return [batch.Items];

        var keys = batch.Items.Where(d => d.Key is not null && IsSuspect(d)).Select(d => d.Key!).ToHashSet(StringComparer.Ordinal);
        // Chosen now: whom the healthy group's run makes a suspect is settled by then, and no longer ours to run.
        var alone = batch.Items.ToLookup(d => IsSuspect(d) || (d.Key is not null && keys.Contains(d.Key)));
        var healthy = alone[false].ToList();
        var suspects = alone[true].Select(d => (IReadOnlyList<Delivery>)[d]).ToList();
        if (batch.Transaction is null)
            return healthy.Count > 0 ? suspects.Prepend(healthy) : suspects;

        suspectsTurn = !suspectsTurn || healthy.Count == 0;
        return suspectsTurn ? suspects.Take(1) : [healthy];
    }

    public void RunAlone(IEnumerable<Delivery> deliveries)
    {
        if (marked.Count > MostMarked)
            marked.Clear();
        marked.UnionWith(deliveries.Select(d => d.Origin));
    }

    public void RanAlone(Delivery delivery)
    {
        if (marked.Count > 0)
            marked.Remove(delivery.Origin);
    }

    private bool IsSuspect(Delivery delivery) => delivery.Claims > 0 || (marked.Count > 0 && marked.Contains(delivery.Origin));

    private bool AnySuspect(IReadOnlyList<Delivery> items)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (IsSuspect(items[i]))
                return true;
        }

        return false;
    }
}
