namespace Penstock;

/// <summary>The keys that did not get through in this batch. What stands behind them is handed back, not run.</summary>
internal sealed class KeyOrder
{
    private HashSet<string>? blocked;

    public bool IsBehind(Delivery delivery) => blocked is not null && delivery.Key is { } key && blocked.Contains(key);

    public Run Learn(Run run)
    {
        if (run.Fault != Fault.None && run.Delivery.Key is { } key)
            (blocked ??= new HashSet<string>(StringComparer.Ordinal)).Add(key);
        return run;
    }

    public void Learn(IReadOnlyList<Run> runs)
    {
        for (var i = 0; i < runs.Count; i++)
            Learn(runs[i]);
    }

    /// <returns>The same list where nobody is behind.</returns>
    public IReadOnlyList<Delivery> Free(IReadOnlyList<Delivery> group) =>
        blocked is not null && group.Any(IsBehind) ? [.. group.Where(d => !IsBehind(d))] : group;
}
