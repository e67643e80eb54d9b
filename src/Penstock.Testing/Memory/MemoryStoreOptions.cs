namespace Penstock.Testing;

/// <summary>How a <see cref="MemoryStore"/> behaves.</summary>
public sealed record MemoryStoreOptions
{
    /// <summary>What the store does by itself; leave some out to have decorators do it. Default: everything.</summary>
    public Can Can { get; init; } = Can.Delay | Can.CountClaims | Can.ParkAtomically | Can.KeepKeyOrder;

    /// <summary>Until a claim that is not prolonged lapses. Default: 30 seconds.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a receive waits for work. Default: 1 second.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Batches carry a <see cref="MemoryTransaction"/>, as rows of a table do. It takes the count of claims with it when it is
    /// rolled back, so such a store has no <see cref="Can.CountClaims"/>.
    /// </summary>
    public bool Transactional { get; init; }

    /// <summary>False only to show that the checkers find out.</summary>
    internal bool Fenced { get; init; } = true;
}
