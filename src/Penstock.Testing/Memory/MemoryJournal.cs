namespace Penstock.Testing;

/// <summary>One process's hold on a <see cref="MemoryJournalStore"/>. Disposed, it leaves in peace; dropped by <see cref="Die"/>, it died.</summary>
public sealed class MemoryJournal : IJournal
{
    private readonly MemoryJournalStore store;

    internal MemoryJournal(MemoryJournalStore store) => this.store = store;

    /// <summary>What a death would be counted against now.</summary>
    public IReadOnlyList<string> Held => store.HeldBy(this);

    /// <summary>The process is gone, with all it held.</summary>
    public void Die() => store.Died(this);

    public ValueTask<IReadOnlyDictionary<string, int>> ClaimAsync(
        string pipeline, int slot, IReadOnlyList<string> origins, CancellationToken giveUp)
    {
        giveUp.ThrowIfCancellationRequested();
        return new(store.Claim(this, pipeline, slot, origins));
    }

    public ValueTask HoldAsync(string pipeline, int slot, IReadOnlyList<string> origins, CancellationToken giveUp)
    {
        giveUp.ThrowIfCancellationRequested();
        store.Hold(this, pipeline, slot, origins);
        return ValueTask.CompletedTask;
    }

    public ValueTask ForgetAsync(string pipeline, IReadOnlyList<string> origins, CancellationToken giveUp)
    {
        giveUp.ThrowIfCancellationRequested();
        store.Forget(pipeline, origins);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        store.Left(this);
        return ValueTask.CompletedTask;
    }
}
