namespace Penstock;

/// <summary>
/// For <see cref="Followers.Wait"/>: a delivery that was given up has a letter, and stays the head of its key at the source, where it
/// waits for what is decided about the letter. A process that dies meanwhile leaves it there: the next one tries it anew, and
/// parks it again as the same letter.
/// </summary>
internal sealed class HoldingSource(ISource inner, IDeadLetters home, ILetterFates fates, string pipeline) : ISource
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private static readonly Settlement Wait = new Settlement.Retry(LookEvery, new Reason("Waiting", "Its dead letter is neither replayed nor discarded."));

    private readonly HeldLetters held = new();

    public Can Can => inner.Can | Can.ParkAtomically;

    /// <exception cref="InvalidOperationException">The source settles in the transaction of the effects: nothing of a batch can be settled before.</exception>
    public async ValueTask<Batch> ReceiveAsync(int max, CancellationToken stopping)
    {
        var batch = await inner.ReceiveAsync(max, stopping);
        try
        {
            if (batch.Transaction is not null)
                throw new InvalidOperationException($"Pipeline '{pipeline}': where the source shares its transaction, followers can't wait for a dead letter; leave Followers at GoOn.");
            return batch.Items.Count == 0 || held.IsEmpty ? batch : await SortAsync(batch, stopping);
        }
        catch
        {
            await batch.DisposeAsync();
            throw;
        }
    }

    public async ValueTask<IReadOnlyList<Delivery>> SettleAsync(Batch batch, IReadOnlyList<Verdict> verdicts, CancellationToken giveUp)
    {
        await ParkAsync(verdicts, giveUp);
        var lost = await inner.SettleAsync(batch is HoldingBatch holding ? holding.Inner : batch, [.. verdicts.Select(AtTheSource)], giveUp);
        foreach (var verdict in verdicts.Where(v => v.Settlement is Settlement.Complete))
            held.Forget(verdict.Delivery);
        foreach (var delivery in lost)
            held.Forget(delivery);
        return lost.Count == 0 ? lost : [.. verdicts.Select(v => v.Delivery).Where(d => lost.Contains(AtTheSource(d)))];
    }

    public ValueTask ExtendAsync(IReadOnlyCollection<Delivery> held, CancellationToken giveUp) =>
        inner.ExtendAsync([.. held.Select(AtTheSource)], giveUp);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async ValueTask<Batch> SortAsync(Batch batch, CancellationToken stopping)
    {
        var heads = batch.Items.Where(held.IsParked).Select(d => d.Origin).ToList();
        var decided = heads.Count == 0 ? null : await fates.FatesAsync(pipeline, heads, stopping);
        var (go, stay, waiting) = (new List<Delivery>(), new List<Verdict>(), new HashSet<string?>(StringComparer.Ordinal));
        foreach (var delivery in batch.Items)
        {
            var settlement = SettlementOf(delivery, waiting, decided);
            if (settlement is null)
                go.Add(held.Mended(delivery));
            else
                stay.Add(new Verdict(delivery, settlement));
            if (ReferenceEquals(settlement, Wait))
                waiting.Add(delivery.Key);
        }

        if (stay.Count > 0)
            await SettleAsync(batch, stay, stopping);
        return new HoldingBatch(batch, go);
    }

    // Null: to be handled.
    private Settlement? SettlementOf(Delivery delivery, HashSet<string?> waiting, IReadOnlyDictionary<string, LetterFate>? decided)
    {
        if (waiting.Contains(delivery.Key))
            return Settlement.Release.Instance;
        return held.IsParked(delivery) ? Judged(delivery, decided?.GetValueOrDefault(delivery.Origin)) : null;
    }

    private Settlement? Judged(Delivery delivery, LetterFate? fate)
    {
        if (fate?.Decision == LetterDecision.None)
            return Wait;
        if (fate?.Decision == LetterDecision.Discard)
            return Settlement.Complete.Instance;
        held.Replay(delivery, fate);
        return null;
    }

    private async ValueTask ParkAsync(IReadOnlyList<Verdict> verdicts, CancellationToken giveUp)
    {
        var letters = new List<DeadLetter>();
        foreach (var (delivery, settlement) in verdicts)
        {
            if (settlement is Settlement.DeadLetter dead)
                letters.Add(new DeadLetter(pipeline, delivery, dead.Reason) { Address = delivery.Key is null ? delivery.Address : $"{DeadLetter.HeldScheme}:{pipeline}" });
        }

        if (letters.Count == 0)
            return;

        await home.ParkAsync(letters, null, giveUp);
        foreach (var letter in letters.Where(l => l.Delivery.Key is not null))
            held.Park(letter.Delivery);
    }

    private static Delivery AtTheSource(Delivery delivery) => delivery is ReplayedDelivery replayed ? replayed.Inner : delivery;

    // Without a key nothing waits behind it.
    private static Verdict AtTheSource(Verdict verdict) => new(
        AtTheSource(verdict.Delivery),
        verdict.Settlement is not Settlement.DeadLetter ? verdict.Settlement : verdict.Delivery.Key is null ? Settlement.Complete.Instance : Wait);
}
