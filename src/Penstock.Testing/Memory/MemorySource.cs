namespace Penstock.Testing;

/// <summary>One process's view of a <see cref="MemoryStore"/>; open as many as you like.</summary>
/// <param name="store">Where the messages are.</param>
/// <param name="clock">The process's clock, for its waits and for noticing that a lease must have lapsed.</param>
/// <param name="reached">Called at <see cref="Step.Committing"/> and <see cref="Step.Committed"/>.</param>
public sealed class MemorySource(MemoryStore store, TimeProvider clock, Reached? reached = null) : ISource
{
    public MemoryStore Store => store;

    public Can Can => store.Options.Transactional ? store.Options.Can & ~Can.CountClaims : store.Options.Can;

    /// <summary>What it has claimed and not settled, lapsed or not, unless somebody else has claimed it since.</summary>
    public IReadOnlyList<string> Held => store.HeldBy(this);

    internal TimeProvider Clock => clock;

    public async ValueTask<Batch> ReceiveAsync(int max, CancellationToken stopping)
    {
        var startedAt = clock.GetTimestamp();
        while (true)
        {
            stopping.ThrowIfCancellationRequested();
            var changed = store.Changed;
            if (store.Claim(this, max) is { } batch)
                return batch;

            var left = store.Options.Wait - clock.GetElapsedTime(startedAt);
            if (left <= TimeSpan.Zero)
                return Batch.Empty;

            await WaitAsync(changed, store.NextDue() is { } due && due < left ? due : left, stopping);
        }
    }

    public async ValueTask<IReadOnlyList<Delivery>> SettleAsync(Batch batch, IReadOnlyList<Verdict> verdicts, CancellationToken giveUp)
    {
        giveUp.ThrowIfCancellationRequested();
        await ReachedAsync(Step.Committing);
        var lost = store.Settle((MemoryBatch)batch, verdicts);
        await ReachedAsync(Step.Committed);
        return lost;
    }

    public ValueTask ExtendAsync(IReadOnlyCollection<Delivery> held, CancellationToken giveUp)
    {
        giveUp.ThrowIfCancellationRequested();
        store.Extend(held);
        return ValueTask.CompletedTask;
    }

    /// <summary>Its process is taken for dead: transactions are rolled back, leases lapse. It may still call, as a zombie does.</summary>
    public void Abandon() => store.Drop(source => source == this);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask WaitAsync(Task changed, TimeSpan wait, CancellationToken stopping)
    {
        // A due time between two ticks of a coarse timer must not become a spin.
        await changed.WaitAsync(wait + TimeSpan.FromMilliseconds(1), clock, stopping)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        // Off the thread that made the change.
        await Task.Yield();
    }

    private ValueTask ReachedAsync(Step step) => reached?.Invoke(step) ?? ValueTask.CompletedTask;
}
