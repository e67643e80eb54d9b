namespace Penstock.Testing;

/// <summary>A source whose calls fail by a seeded chance, or all of them while its store is away.</summary>
/// <param name="inner">The sound source.</param>
/// <param name="chances">How often which call fails; it may be changed by <see cref="Chances"/> at any time.</param>
/// <param name="chance">Seeded by the test.</param>
/// <param name="tally">Counts what happened, under the names in <see cref="SourceFault"/>.</param>
public sealed class FaultySource(ISource inner, FaultChances chances, Random chance, FaultTally tally) : ISource
{
    private readonly Lock sync = new();

    public Can Can => inner.Can;

    public FaultChances Chances { get; set; } = chances;

    /// <summary>While true every call fails before it does anything.</summary>
    public bool IsAway { get; set; }

    public ValueTask<Batch> ReceiveAsync(int max, CancellationToken stopping)
    {
        ThrowIf(Chances.ReceiveFails, SourceFault.ReceiveFailed);
        return inner.ReceiveAsync(max, stopping);
    }

    public async ValueTask<IReadOnlyList<Delivery>> SettleAsync(Batch batch, IReadOnlyList<Verdict> verdicts, CancellationToken giveUp)
    {
        ThrowIf(Chances.SettleFails, SourceFault.SettleFailed);
        var lost = await inner.SettleAsync(batch, verdicts, giveUp);
        ThrowIf(Chances.SettleUnknown, SourceFault.SettleUnknown);
        return lost;
    }

    public ValueTask ExtendAsync(IReadOnlyCollection<Delivery> held, CancellationToken giveUp)
    {
        ThrowIf(Chances.ExtendFails, SourceFault.ExtendFailed);
        return inner.ExtendAsync(held, giveUp);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private void ThrowIf(double likely, string fault)
    {
        if (IsAway)
            throw Failed(SourceFault.StoreAway, "The store is away.");

        lock (sync)
        {
            if (chance.NextDouble() >= likely)
                return;
        }

        throw Failed(fault, $"The connection was lost ({fault}).");
    }

    private SourceUnavailableException Failed(string fault, string message)
    {
        tally.Add(fault);
        return new SourceUnavailableException(message);
    }
}
