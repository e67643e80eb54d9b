using System.Text;
using Penstock.Testing;

namespace Penstock.Tests;

/// <summary>One key <c>x</c> of which the first is poison, and a neighbour.</summary>
public sealed class HoldingSourceTests : IAsyncDisposable
{
    private readonly ManualClock clock = new();
    private readonly MemoryStore store;
    private readonly MemoryDeadLetters home = new();
    private readonly List<string> ran = [];
    private HoldingSource source;
    private Func<Delivery, bool> isPoison = d => d.Origin == "bad";

    public HoldingSourceTests()
    {
        store = new MemoryStore(clock, new MemoryStoreOptions { Can = Can.Delay | Can.CountClaims | Can.KeepKeyOrder, Wait = TimeSpan.Zero });
        source = Open();
        store.Add("bad", "x", "bad"u8.ToArray());
        store.Add("after", "x");
        store.Add("beside", "y");
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    [Fact]
    public async Task What_follows_a_dead_letter_waits_and_its_neighbours_go_on()
    {
        await LiveAsync(seconds: 10);

        var letter = home.Unresolved.ShouldHaveSingleItem();
        (letter.Delivery.Origin, letter.Reason.Message, letter.Address).ShouldBe(("bad", "no", "held:test"));
        store.Completed.ShouldBe(["beside"]);
        store.Waiting.ShouldBe(["bad", "after"]);
        ran.ShouldBe(["bad", "beside"], "nobody runs what waits for a decision");
    }

    [Fact]
    public async Task Replayed_it_is_handled_before_what_follows_with_what_the_letter_says_by_now()
    {
        await LiveAsync(seconds: 3);
        Delivery? again = null;
        isPoison = d =>
        {
            again = d.Origin == "bad" ? d : again;
            return false;
        };
        home.Resolve("test", "bad", LetterDecision.Replay, "mended"u8.ToArray()).ShouldBeTrue();

        await LiveAsync(seconds: 6);

        store.Completed.ShouldBe(["beside", "bad", "after"]);
        (Encoding.UTF8.GetString(again!.Body.Span), again.Failures, again.Key).ShouldBe(("mended", 0, "x"));
        home.Unresolved.ShouldBeEmpty();
    }

    [Fact]
    public async Task Discarded_it_is_over_and_what_follows_goes_on()
    {
        await LiveAsync(seconds: 3);
        home.Resolve("test", "bad", LetterDecision.Discard);

        await LiveAsync(seconds: 6);

        store.Completed.ShouldBe(["beside", "bad", "after"]);
        ran.ShouldBe(["bad", "beside", "after"]);
    }

    [Fact]
    public async Task Failing_again_it_is_a_letter_again_with_the_edited_body()
    {
        await LiveAsync(seconds: 3);
        home.Resolve("test", "bad", LetterDecision.Replay, "no better"u8.ToArray());

        await LiveAsync(seconds: 6);

        Encoding.UTF8.GetString(home.Unresolved.ShouldHaveSingleItem().Delivery.Body.Span).ShouldBe("no better");
        store.Completed.ShouldBe(["beside"]);
    }

    [Fact]
    public async Task A_letter_that_nobody_has_any_more_is_tried_again()
    {
        source = new HoldingSource(new MemorySource(store, clock), home, fates: new MemoryDeadLetters(), "test");

        await LiveAsync(seconds: 3);

        ran.ShouldBe(["bad", "beside", "bad"]);
    }

    [Fact]
    public async Task The_next_process_tries_it_anew_and_parks_it_as_the_same_letter()
    {
        await LiveAsync(seconds: 3);
        source = Open();

        await LiveAsync(seconds: 6);

        ran.ShouldBe(["bad", "beside", "bad"]);
        home.Unresolved.ShouldHaveSingleItem();
        store.Waiting.ShouldBe(["bad", "after"]);
    }

    [Fact]
    public async Task Dying_between_letter_and_settlement_leaves_one_letter_and_the_key_at_the_source()
    {
        var faulty = new FaultySource(new MemorySource(store, clock), new FaultChances { SettleFails = 1 }, new Random(1), new FaultTally());
        source = new HoldingSource(faulty, home, home, "test");
        await Should.ThrowAsync<SourceUnavailableException>(() => LiveAsync(seconds: 1));
        home.Unresolved.ShouldHaveSingleItem();
        store.Waiting.ShouldBe(["bad", "after", "beside"]);

        source = Open();
        await LiveAsync(seconds: 6);

        home.Unresolved.ShouldHaveSingleItem();
        store.Waiting.ShouldBe(["bad", "after"]);
    }

    [Fact]
    public async Task Without_a_key_nothing_waits_behind_it()
    {
        store.Add("lonely");
        isPoison = d => d.Origin == "lonely";

        await LiveAsync(seconds: 3);

        home.Unresolved.ShouldHaveSingleItem().Delivery.Origin.ShouldBe("lonely");
        store.Waiting.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_follower_in_the_same_batch_is_handed_back_uncounted()
    {
        var (bad, after) = (new TestDelivery("bad", "x"), new TestDelivery("after", "x"));
        var inner = new Together(bad, after);
        var holding = new HoldingSource(inner, home, home, "test");
        await using (var first = await holding.ReceiveAsync(2, default))
            await holding.SettleAsync(first, [new Verdict(bad, new Settlement.DeadLetter(new Reason("X", "no"))), new Verdict(after, Settlement.Release.Instance)], default);
        inner.Settled.Clear();

        await using var second = await holding.ReceiveAsync(2, default);

        second.Items.ShouldBeEmpty();
        inner.Settled.Select(v => (v.Delivery.Origin, v.Settlement.GetType())).ShouldBe([("bad", typeof(Settlement.Retry)), ("after", typeof(Settlement.Release))]);
    }

    [Fact]
    public async Task A_batch_with_a_transaction_is_refused_in_a_sentence()
    {
        var transactional = new MemoryStore(clock, new MemoryStoreOptions { Transactional = true });
        transactional.Add("one", "x");
        var holding = new HoldingSource(new MemorySource(transactional, clock), home, home, "test");
        (await Should.ThrowAsync<InvalidOperationException>(async () => await holding.ReceiveAsync(1, default)))
            .Message.ShouldBe("Pipeline 'test': where the source shares its transaction, followers can't wait for a dead letter; leave Followers at GoOn.");
    }

    private HoldingSource Open() => new(new MemorySource(store, clock), home, home, "test");

    // In order within a key, as the runner does.
    private async Task LiveAsync(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            await using (var batch = await source.ReceiveAsync(10, default))
            {
                var failed = new HashSet<string>();
                if (batch.Items.Count > 0)
                    await source.SettleAsync(batch, [.. batch.Items.Select(d => new Verdict(d, Run(d, failed)))], default);
            }

            clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private Settlement Run(Delivery delivery, HashSet<string> failed)
    {
        if (delivery.Key is { } key && failed.Contains(key))
            return Settlement.Release.Instance;

        ran.Add(delivery.Origin);
        if (!isPoison(delivery))
            return Settlement.Complete.Instance;
        failed.Add(delivery.Key ?? "");
        return new Settlement.DeadLetter(new Reason("InvalidDataException", "no"));
    }

    /// <summary>Gives the same deliveries each time.</summary>
    private sealed class Together(params Delivery[] items) : ISource
    {
        public List<Verdict> Settled { get; } = [];

        public Can Can => Can.Delay | Can.KeepKeyOrder;

        public ValueTask<Batch> ReceiveAsync(int max, CancellationToken stopping) => ValueTask.FromResult(new Batch(items));

        public ValueTask<IReadOnlyList<Delivery>> SettleAsync(Batch batch, IReadOnlyList<Verdict> verdicts, CancellationToken giveUp)
        {
            Settled.AddRange(verdicts);
            return ValueTask.FromResult<IReadOnlyList<Delivery>>([]);
        }

        public ValueTask ExtendAsync(IReadOnlyCollection<Delivery> held, CancellationToken giveUp) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
