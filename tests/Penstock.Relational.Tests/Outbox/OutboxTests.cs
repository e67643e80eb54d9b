using System.Globalization;

namespace Penstock.Relational.Tests;

public sealed class OutboxTests(PostgresServer server)
{
    private const int Count = 50;

    public static TheoryData<string> Kinds => DatabaseUnderTest.Kinds;

    public static MatrixTheoryData<string, Step> Deaths => new(["postgresql", "sqlite"], [Step.Claimed, Step.Ran, Step.Settled]);

    [Theory, MemberData(nameof(Kinds))]
    public async Task What_is_sent_beside_an_effect_that_is_rolled_back_is_never_sent(string kind)
    {
        await using var scene = await OutboxScene.CreateAsync(kind, server);
        await scene.SendAsync(Count, commits: false);

        await scene.RelayAsync();

        (await scene.QueuedAsync("inbound")).ShouldBe(0);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Each_message_bears_an_id_of_its_own(string kind)
    {
        await using var scene = await OutboxScene.CreateAsync(kind, server);
        await scene.SendAsync(Count);

        var ids = await scene.HeadersAsync();

        ids.ShouldBeUnique();
        ids.ShouldAllBe(id => !string.IsNullOrEmpty(id));
    }

    [Theory, MemberData(nameof(Deaths))]
    public async Task A_relay_that_dies_at_any_step_leaves_one_effect_a_message(string kind, Step step)
    {
        await using var scene = await OutboxScene.CreateAsync(kind, server);
        await scene.SendAsync(Count);

        (await scene.RelayAsync(dies: step)).ShouldBeTrue();
        (await scene.RelayAsync()).ShouldBeFalse();
        (await scene.ConsumeAsync()).ShouldBeFalse();

        (await scene.EffectsAsync()).ShouldBe(Numbers(), ignoreOrder: true);
        // The one window: sent, and not settled.
        scene.Received.ShouldBe(step == Step.Ran ? Count + 20 : Count);
    }

    [Theory, MemberData(nameof(Deaths))]
    public async Task A_receiver_that_dies_at_any_step_leaves_one_effect_a_message(string kind, Step step)
    {
        await using var scene = await OutboxScene.CreateAsync(kind, server);
        await scene.SendAsync(Count);
        await scene.RelayAsync();

        (await scene.ConsumeAsync(dies: step)).ShouldBeTrue();
        (await scene.ConsumeAsync()).ShouldBeFalse();

        (await scene.EffectsAsync()).ShouldBe(Numbers(), ignoreOrder: true);
        scene.Received.ShouldBe(step == Step.Ran ? Count + 20 : Count);
    }

    [Theory]
    [InlineData(Step.Claimed)]
    [InlineData(Step.Ran)]
    [InlineData(Step.Committing)]
    [InlineData(Step.Committed)]
    [InlineData(Step.Settled)]
    public async Task Within_one_store_a_relay_that_dies_sends_nothing_twice(Step step)
    {
        await using var scene = await OutboxScene.CreateAsync("postgresql", server, sameStore: true);
        await scene.SendAsync(Count);

        (await scene.RelayAsync(dies: step, sharesTransaction: true)).ShouldBeTrue();
        (await scene.RelayAsync(sharesTransaction: true)).ShouldBeFalse();

        (await scene.QueuedAsync("inbound")).ShouldBe(Count);
        (await scene.QueuedAsync(Outbox.QueueOf(OutboxScene.Destination))).ShouldBe(0);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_relay_sends_each_key_in_order_also_after_a_death(string kind)
    {
        await using var scene = await OutboxScene.CreateAsync(kind, server);
        await scene.SendAsync(Count, keys: 7);

        await scene.RelayAsync(dies: Step.Ran);
        await scene.RelayAsync();

        var inbound = await scene.InboundAsync();
        inbound.Count.ShouldBeGreaterThan(Count);
        inbound.Distinct().Count().ShouldBe(Count);
        foreach (var key in inbound.Distinct().GroupBy(m => m.Key))
            key.Select(m => m.Number).ShouldBeInOrder();
    }

    private static IEnumerable<string> Numbers() => Enumerable.Range(0, Count).Select(i => i.ToString(CultureInfo.InvariantCulture));
}
