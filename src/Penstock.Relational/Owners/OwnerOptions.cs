namespace Penstock.Relational;

/// <summary>How a process shows that it lives.</summary>
public sealed record OwnerOptions
{
    /// <summary>After that long without a heartbeat others take over what the process held. Default: 6 seconds.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>One heartbeat for the whole process; at most a third of the lease. Default: 2 seconds.</summary>
    public TimeSpan BeatEvery { get; init; } = TimeSpan.FromSeconds(2);

    internal OwnerOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(BeatEvery, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(Lease, 3 * BeatEvery);
        return this;
    }
}
