using Penstock.Testing;

namespace Penstock.Tests;

public sealed class ParkingSourceTests : IAsyncDisposable
{
    private readonly ManualClock clock = new();
    private readonly MemoryStore store;
    private readonly MemoryDeadLetters home = new();
    private readonly ParkingSource source;

    public ParkingSourceTests()
    {
        store = new MemoryStore(clock, new MemoryStoreOptions { Can = Can.None });
        source = new ParkingSource(new MemorySource(store, clock), home, "test");
        store.Add("bad");
        store.Add("good");
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    [Fact]
    public async Task A_dead_letter_is_parked_with_its_reason_and_leaves_the_source()
    {
        await using var batch = await source.ReceiveAsync(10, default);
        await source.SettleAsync(batch, Verdicts(batch), default);

        var letter = home.Unresolved.Single();
        (letter.Pipeline, letter.Delivery.Origin, letter.Reason.Message).ShouldBe(("test", "bad", "no"));
        store.Waiting.ShouldBeEmpty();
        store.Completed.ShouldBe(["bad", "good"]);
    }

    [Fact]
    public async Task Dying_between_the_two_leaves_one_letter_and_the_message_which_is_parked_once_more()
    {
        var dying = new ParkingSource(
            new FaultySource(new MemorySource(store, clock), new FaultChances { SettleFails = 1 }, new Random(1), new FaultTally()), home, "test");
        await using (var batch = await dying.ReceiveAsync(10, default))
            await Should.ThrowAsync<SourceUnavailableException>(async () => await dying.SettleAsync(batch, Verdicts(batch), default));
        home.Unresolved.Count.ShouldBe(1);
        store.Waiting.ShouldBe(["bad", "good"]);

        await using var again = await source.ReceiveAsync(10, default);
        await source.SettleAsync(again, Verdicts(again), default);

        home.Unresolved.Count.ShouldBe(1);
        store.Waiting.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_home_that_is_away_leaves_the_message_where_it_is()
    {
        var homeless = new ParkingSource(new MemorySource(store, clock), new Away(), "test");
        await using (var batch = await homeless.ReceiveAsync(10, default))
            await Should.ThrowAsync<IOException>(async () => await homeless.SettleAsync(batch, Verdicts(batch), default));

        store.Waiting.ShouldBe(["bad", "good"]);
    }

    private static Verdict[] Verdicts(Batch batch) =>
    [
        .. batch.Items.Select(d => new Verdict(
            d, d.Origin == "bad" ? new Settlement.DeadLetter(new Reason("InvalidDataException", "no")) : Settlement.Complete.Instance)),
    ];

    private sealed class Away : IDeadLetters
    {
        public ValueTask ParkAsync(
            IReadOnlyList<DeadLetter> letters, System.Data.Common.DbTransaction? transaction, CancellationToken giveUp) =>
            throw new IOException("The dead letters' home is away.");
    }
}
