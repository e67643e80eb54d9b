namespace Penstock.Testing;

/// <summary>An empty store, and what the contract needs to do with it. One fixture serves one case.</summary>
public interface ISourceFixture : IAsyncDisposable
{
    /// <summary>A further process on the same store.</summary>
    ValueTask<ISource> OpenAsync();

    /// <summary>Puts a message in.</summary>
    ValueTask AddAsync(string id, string? key = null);

    /// <summary>What became of the messages, in any order.</summary>
    ValueTask<StoreState> ReadAsync();

    /// <summary>
    /// Waits until the store's clock has moved on by that much: a delay on the system's clock for a real store, on a
    /// <see cref="Simulation"/>'s clock for one in memory.
    /// </summary>
    ValueTask AdvanceAsync(TimeSpan span);

    /// <summary>
    /// The source's process is taken for dead: its connections break and its leases lapse. The object stays, and may still call, as
    /// a zombie does.
    /// </summary>
    ValueTask LoseAsync(ISource source);

    /// <summary>
    /// What one process hands back may come to any other; false where each has a share of its own while it lives, as with the
    /// partitions of a topic.
    /// </summary>
    bool SharesAll => true;

    /// <summary>The id under which a delivery was added. Default: its origin.</summary>
    string IdOf(Delivery delivery) => delivery.Origin;

    /// <summary>Writes one effect a delivery into the batch's transaction; for sources whose batches have one.</summary>
    ValueTask EffectAsync(Batch batch, IReadOnlyList<Delivery> deliveries) =>
        throw new NotSupportedException("This fixture's batches have no transaction.");
}
