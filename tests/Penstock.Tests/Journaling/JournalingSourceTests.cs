using Penstock.Testing;

namespace Penstock.Tests;

public sealed class JournalingSourceTests
{
    private readonly ManualClock clock = new();
    private readonly MemoryJournalStore journals = new();
    private readonly MemoryStore store;

    public JournalingSourceTests()
    {
        store = new MemoryStore(clock, new MemoryStoreOptions { Can = Can.None });
        foreach (var id in (string[])["a", "b", "c"])
            store.Add(id);
    }

    [Fact]
    public async Task A_death_counts_against_what_ran_and_not_against_what_was_settled_before()
    {
        var (source, journal) = Open();
        var batch = await source.ReceiveAsync(10, default);
        await batch.RunningAsync([batch.Items[1]], default);
        Die(journal);

        (await ClaimsAsync()).ShouldBe(["a 0", "b 1", "c 0"]);
    }

    [Fact]
    public async Task A_settled_suspect_is_no_suspect_any_more()
    {
        var (source, journal) = Open();
        await source.ReceiveAsync(10, default);
        Die(journal);

        var (survivor, _) = Open();
        await using (var batch = await survivor.ReceiveAsync(10, default))
        {
            batch.Items.ShouldAllBe(d => d.Claims == 1);
            await survivor.SettleAsync(batch, [new Verdict(batch.Items[0], Settlement.Release.Instance)], default);
        }

        (await ClaimsAsync()).ShouldBe(["a 0", "b 1", "c 1"]);
    }

    [Fact]
    public async Task A_suspect_is_held_from_its_run_on_not_from_its_claim()
    {
        var (source, journal) = Open();
        var batch = await source.ReceiveAsync(10, default);
        await batch.RunningAsync([batch.Items[0]], default);
        Die(journal);

        var (survivor, next) = Open();
        await using var again = await survivor.ReceiveAsync(10, default);
        next.Held.ShouldBe(["b", "c"]);
        await again.RunningAsync([], default);
        next.Held.ShouldBeEmpty();
        await again.RunningAsync(again.Items, default);
        next.Held.ShouldBe(["a", "b", "c"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_death_with_nothing_in_hand_is_not_counted_against_what_was_handed_back_before()
    {
        var (source, journal) = Open();
        await using (var batch = await source.ReceiveAsync(10, default))
        {
            await source.SettleAsync(batch, [new Verdict(batch.Items[0], Settlement.Release.Instance)], default);
            journal.Held.Count.ShouldBe(3);
        }

        Die(journal);

        (await ClaimsAsync()).ShouldBe(["a 0", "b 0", "c 0"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_over_stays_noted_only_where_it_never_comes_again(bool mayComeAgain)
    {
        var journal = journals.Open();
        var source = new JournalingSource(new RepeatingSource(new MemorySource(store, clock), mayComeAgain), journal, "test");
        await using (var batch = await source.ReceiveAsync(10, default))
            await source.SettleAsync(batch, [.. batch.Items.Select(d => new Verdict(d, Settlement.Complete.Instance))], default);

        journal.Held.Count.ShouldBe(mayComeAgain ? 0 : 3);
    }

    [Fact]
    public async Task Who_leaves_in_peace_has_not_died()
    {
        var (source, journal) = Open();
        await using (await source.ReceiveAsync(10, default))
        {
            // Handed back at the end.
        }

        await source.DisposeAsync();
        journal.Held.ShouldBeEmpty();
        (await ClaimsAsync()).ShouldBe(["a 0", "b 0", "c 0"]);
    }

    [Fact]
    public async Task One_death_counts_once_though_two_slots_noted_the_delivery()
    {
        var (source, journal) = Open();
        var first = await source.ReceiveAsync(10, default);
        store.DropConnections();
        await source.ReceiveAsync(10, default);
        first.Items.Count.ShouldBe(3);
        Die(journal);

        (await ClaimsAsync()).ShouldBe(["a 1", "b 1", "c 1"]);
    }

    [Fact]
    public async Task A_journal_that_fails_gives_the_claim_back()
    {
        var source = new JournalingSource(new MemorySource(store, clock), new BrokenJournal(), "test");

        await Should.ThrowAsync<IOException>(async () => await source.ReceiveAsync(10, default));

        store.Leased.ShouldBeEmpty();
        store.Waiting.Count.ShouldBe(3);
    }

    private (JournalingSource Source, MemoryJournal Journal) Open()
    {
        var journal = journals.Open();
        return (new JournalingSource(new MemorySource(store, clock), journal, "test"), journal);
    }

    private void Die(MemoryJournal journal)
    {
        journal.Die();
        store.DropConnections();
    }

    private async Task<IEnumerable<string>> ClaimsAsync()
    {
        var (source, _) = Open();
        await using var batch = await source.ReceiveAsync(10, default);
        return batch.Items.Select(d => $"{d.Origin} {d.Claims}").Order(StringComparer.Ordinal);
    }

    private sealed class RepeatingSource(MemorySource inner, bool mayComeAgain) : ISource
    {
        public Can Can => inner.Can;

        public async ValueTask<Batch> ReceiveAsync(int max, CancellationToken stopping) => new RepeatingBatch(await inner.ReceiveAsync(max, stopping), mayComeAgain);

        public ValueTask<IReadOnlyList<Delivery>> SettleAsync(Batch batch, IReadOnlyList<Verdict> verdicts, CancellationToken giveUp) =>
            inner.SettleAsync(((RepeatingBatch)batch).Inner, verdicts, giveUp);

        public ValueTask ExtendAsync(IReadOnlyCollection<Delivery> held, CancellationToken giveUp) => inner.ExtendAsync(held, giveUp);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class RepeatingBatch(Batch inner, bool mayComeAgain) : Batch(inner.Items)
    {
        public Batch Inner => inner;

        public override bool MayComeAgain => mayComeAgain;

        protected override async ValueTask DisposeAsyncCore()
        {
            await inner.DisposeAsync();
            await base.DisposeAsyncCore();
        }
    }

    private sealed class BrokenJournal : IJournal
    {
        public ValueTask<IReadOnlyDictionary<string, int>> ClaimAsync(
            string pipeline, int slot, IReadOnlyList<string> origins, CancellationToken giveUp) => throw new IOException("The journal is away.");

        public ValueTask HoldAsync(string pipeline, int slot, IReadOnlyList<string> origins, CancellationToken giveUp) => default;

        public ValueTask ForgetAsync(string pipeline, IReadOnlyList<string> origins, CancellationToken giveUp) => default;

        public ValueTask DisposeAsync() => default;
    }
}
