namespace Penstock;

/// <summary>Where deliveries come from and how they are settled. May own one pump of its own (poll, keep-alive, renewal).</summary>
public interface ISource : IAsyncDisposable
{
    /// <summary>The abilities of the store; they never change during a source's life.</summary>
    Can Can { get; }

    /// <summary>
    /// Claims up to <paramref name="max"/> deliveries at once. Waits a while for work; an empty batch means "nothing yet".
    /// Called from several lanes at a time.
    /// </summary>
    /// <exception cref="OperationCanceledException">The pipeline stops or is paused; nothing is claimed.</exception>
    ValueTask<Batch> ReceiveAsync(int max, CancellationToken stopping);

    /// <summary>
    /// Applies verdicts with as few round trips as the store allows. Idempotent. Any subset of the batch may be settled, unless
    /// the batch has a transaction: then this commits it, and what has no verdict is handed back.
    /// </summary>
    /// <returns>The deliveries that were no longer ours: their lease was lost, or the commit turned out to have failed.</returns>
    /// <exception cref="SourceUnavailableException">The store is away: call again with the same verdicts, never run again.</exception>
    ValueTask<IReadOnlyList<Delivery>> SettleAsync(Batch batch, IReadOnlyList<Verdict> verdicts, CancellationToken giveUp);

    /// <summary>Prolongs the leases of deliveries whose handlers still run. A source without leases does nothing.</summary>
    ValueTask ExtendAsync(IReadOnlyCollection<Delivery> held, CancellationToken giveUp);
}
