namespace Penstock.Testing;

/// <summary>Something that a handler depends on and a test can take away.</summary>
public sealed class Dependency(FaultTally? tally = null) : IProbe
{
    /// <summary>What a <see cref="FaultTally"/> counts when a handler met it while it was away.</summary>
    public const string Away = "DependencyAway";

    private int probes;

    public bool IsUp { get; set; } = true;

    /// <summary>How often the probe was asked.</summary>
    public int Probes => Volatile.Read(ref probes);

    /// <summary>Called by a handler.</summary>
    /// <exception cref="TimeoutException">It is away.</exception>
    public void Use()
    {
        if (IsUp)
            return;

        tally?.Add(Away);
        throw new TimeoutException("The dependency does not answer.");
    }

    public ValueTask<bool> IsHealthyAsync(CancellationToken giveUp)
    {
        Interlocked.Increment(ref probes);
        return new(IsUp);
    }
}
