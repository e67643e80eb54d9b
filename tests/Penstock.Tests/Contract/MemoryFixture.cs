using Penstock.Testing;

namespace Penstock.Tests;

/// <summary>The memory store as it is, or with decorators in place of what it was told to leave out.</summary>
internal sealed class MemoryFixture : ISourceFixture
{
    private const string Pipeline = "memory";

    private readonly TimeProvider clock;
    private readonly MemoryStore store;
    private readonly MemoryJournalStore journals = new();
    private readonly Dictionary<ISource, (MemorySource Source, MemoryJournal Journal)> opened = [];
    private readonly MemoryDeadLetters parked = new();

    public MemoryFixture(TimeProvider clock, MemoryStoreOptions options) => (this.clock, store) = (clock, new MemoryStore(clock, options));

    public ValueTask<ISource> OpenAsync()
    {
        var source = new MemorySource(store, clock);
        var journal = journals.Open();
        ISource decorated = source;
        if (!decorated.Can.HasFlag(Can.CountClaims))
            decorated = new JournalingSource(decorated, journal, Pipeline);
        if (!decorated.Can.HasFlag(Can.ParkAtomically))
            decorated = new ParkingSource(decorated, parked, Pipeline);
        opened[decorated] = (source, journal);
        return new(decorated);
    }

    public ValueTask AddAsync(string id, string? key = null)
    {
        store.Add(id, key);
        return ValueTask.CompletedTask;
    }

    public ValueTask<StoreState> ReadAsync()
    {
        var dead = store.DeadLetters.Unresolved.Concat(parked.Unresolved).Select(l => l.Delivery.Origin).ToList();
        return new(new StoreState(store.Waiting, store.Completed, dead, store.Effects));
    }

    public async ValueTask AdvanceAsync(TimeSpan span) => await Task.Delay(span, clock);

    public ValueTask LoseAsync(ISource source)
    {
        opened[source].Source.Abandon();
        opened[source].Journal.Die();
        return ValueTask.CompletedTask;
    }

    public ValueTask EffectAsync(Batch batch, IReadOnlyList<Delivery> deliveries)
    {
        foreach (var delivery in deliveries)
            ((MemoryTransaction)batch.Transaction!).Write(IdOf(delivery));
        return ValueTask.CompletedTask;
    }

    public string IdOf(Delivery delivery) => delivery.Origin;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
