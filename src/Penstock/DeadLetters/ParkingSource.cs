namespace Penstock;

/// <summary>For sources that can't park atomically: the dead letter first, then the completion. Dying between leaves one letter, not none.</summary>
internal sealed class ParkingSource(ISource inner, IDeadLetters home, string pipeline) : ISource
{
    public Can Can => inner.Can | Can.ParkAtomically;

    public ValueTask<Batch> ReceiveAsync(int max, CancellationToken stopping) => inner.ReceiveAsync(max, stopping);

    public async ValueTask<IReadOnlyList<Delivery>> SettleAsync(Batch batch, IReadOnlyList<Verdict> verdicts, CancellationToken giveUp)
    {
        var letters = new List<DeadLetter>();
        foreach (var verdict in verdicts)
        {
            if (verdict.Settlement is Settlement.DeadLetter dead)
                letters.Add(new DeadLetter(pipeline, verdict.Delivery, dead.Reason));
        }

        if (letters.Count == 0)
            return await inner.SettleAsync(batch, verdicts, giveUp);

        await home.ParkAsync(letters, batch.Transaction, giveUp);
        return await inner.SettleAsync(batch, [.. verdicts.Select(Parked)], giveUp);
    }

    public ValueTask ExtendAsync(IReadOnlyCollection<Delivery> held, CancellationToken giveUp) => inner.ExtendAsync(held, giveUp);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private static Verdict Parked(Verdict verdict) =>
        verdict.Settlement is Settlement.DeadLetter ? verdict with { Settlement = Settlement.Complete.Instance } : verdict;
}
