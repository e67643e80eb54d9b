using System.Collections.Concurrent;

namespace Penstock;

/// <summary>Adds the count of claims to a source whose store doesn't keep one.</summary>
internal sealed class JournalingSource(ISource inner, IJournal journal, string pipeline) : ISource
{
    private readonly ConcurrentStack<int> freeSlots = [];
    private int slots;

    public Can Can => inner.Can | Can.CountClaims;

    public async ValueTask<Batch> ReceiveAsync(int max, CancellationToken stopping)
    {
        var batch = await inner.ReceiveAsync(max, stopping);
        if (batch.Items.Count == 0)
            return batch;

        var journaled = new JournaledBatch(this, batch, freeSlots.TryPop(out var free) ? free : Interlocked.Increment(ref slots));
        try
        {
            var claims = await journaled.ClaimAsync(stopping);
            foreach (var delivery in claims.Count == 0 ? [] : batch.Items)
                delivery.Claims = claims.GetValueOrDefault(delivery.Origin);
            return journaled;
        }
        catch
        {
            await journaled.DisposeAsync();
            throw;
        }
    }

    public async ValueTask<IReadOnlyList<Delivery>> SettleAsync(Batch batch, IReadOnlyList<Verdict> verdicts, CancellationToken giveUp)
    {
        var journaled = (JournaledBatch)batch;
        var lost = await inner.SettleAsync(journaled.Inner, verdicts, giveUp);
        journaled.Over += verdicts.Count(v => v.Settlement is Settlement.Complete or Settlement.DeadLetter);
        await ForgetAsync([.. verdicts.Where(v => v.Delivery.Claims > 0).Select(v => v.Delivery.Origin)], giveUp);
        return lost;
    }

    public ValueTask ExtendAsync(IReadOnlyCollection<Delivery> held, CancellationToken giveUp) => inner.ExtendAsync(held, giveUp);

    public async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await journal.DisposeAsync();
    }

    private async ValueTask ForgetAsync(List<string> suspects, CancellationToken giveUp)
    {
        if (suspects.Count == 0)
            return;

        try
        {
            await journal.ForgetAsync(pipeline, suspects, giveUp);
        }
        catch (Exception)
        {
            // Settled all the same: a suspect that stays runs alone once more, nothing else.
        }
    }

    private sealed class JournaledBatch(JournalingSource source, Batch inner, int slot) : Batch(inner.Items, inner.Transaction)
    {
        private IReadOnlyList<Delivery>? noted;

        public Batch Inner => inner;

        /// <summary>How many are done, or parked.</summary>
        public int Over { get; set; }

        public override bool MayComeAgain => inner.MayComeAgain;

        public async ValueTask<IReadOnlyDictionary<string, int>> ClaimAsync(CancellationToken giveUp)
        {
            var suspects = await source.ClaimAsync(slot, Items, giveUp);
            noted = suspects.Count == 0 ? Items : null;
            return suspects;
        }

        public override async ValueTask RunningAsync(IReadOnlyList<Delivery> running, CancellationToken giveUp)
        {
            if (!ReferenceEquals(running, noted))
                await source.HoldAsync(slot, running, giveUp);
            noted = running;
            await inner.RunningAsync(running, giveUp);
        }

        public override ValueTask SaveAsync(bool again, CancellationToken giveUp) => inner.SaveAsync(again, giveUp);

        public override ValueTask UndoAsync(CancellationToken giveUp) => inner.UndoAsync(giveUp);

        public override ValueTask VerifyAsync(CancellationToken giveUp) => inner.VerifyAsync(giveUp);

        protected override async ValueTask DisposeAsyncCore()
        {
            try
            {
                await inner.DisposeAsync();
                await base.DisposeAsyncCore();
                // A note of what never comes again does no harm, and the slot's next claim replaces it. What was handed back is not
                // ours any more: a death that comes while nothing is in hand must not be counted against it.
                if (Over < Items.Count || MayComeAgain)
                    await source.TryHoldNothingAsync(slot);
            }
            finally
            {
                source.freeSlots.Push(slot);
            }
        }
    }

    private async ValueTask TryHoldNothingAsync(int slot)
    {
        try
        {
            await HoldAsync(slot, [], CancellationToken.None);
        }
        catch (Exception)
        {
            // The note stays: died now, this process would make suspects, which run alone once more.
        }
    }

    private ValueTask<IReadOnlyDictionary<string, int>> ClaimAsync(int slot, IReadOnlyList<Delivery> claimed, CancellationToken giveUp) =>
        journal.ClaimAsync(pipeline, slot, Origins(claimed), giveUp);

    private ValueTask HoldAsync(int slot, IReadOnlyList<Delivery> running, CancellationToken giveUp) =>
        journal.HoldAsync(pipeline, slot, Origins(running), giveUp);

    private static string[] Origins(IReadOnlyList<Delivery> deliveries)
    {
        var origins = new string[deliveries.Count];
        for (var i = 0; i < origins.Length; i++)
            origins[i] = deliveries[i].Origin;
        return origins;
    }
}
