namespace Penstock.Relational;

/// <summary>How a table is watched.</summary>
public sealed record TableSourceOptions
{
    /// <summary>Wait after nothing was found. A wake or a retry that falls due ends it earlier. Default: 5 seconds.</summary>
    public TimeSpan IdleWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Claims start above the last one, since the store may still have to step over what is already done below it; this often
    /// they start at the lowest id, for retries and late commits. Default: 1 second.
    /// </summary>
    public TimeSpan SweepEvery { get; init; } = TimeSpan.FromSeconds(1);
}
