using Penstock.Testing;

namespace Penstock.Relational.Tests;

/// <summary>
/// The traps that queues of others fell into, one test each, on the real SQL under a simulated clock. What is not here is elsewhere:
/// a replay takes the letters of its beginning, and cancelled loses none: <see cref="ReplayTests"/>; clean-up in pieces, by one process
/// at a time: <see cref="RetentionTests"/>; counts that stop counting: <see cref="QueueViewTests"/>; what was committed late is found:
/// <see cref="QueueSourceTests"/>; a real process that is killed or stopped: <c>Penstock.EndToEnd.Tests</c>.
/// </summary>
public sealed class QueueTrapTests
{
    private static readonly string[] Ten = [.. Enumerable.Range(1, 10).Select(n => $"m{n:00}")];

    [Fact]
    public void An_outage_burns_no_attempts() => Play(Style.OneByOne, async world =>
    {
        world.Dependency.IsUp = false;
        await SendAsync(world, Ten);
        await world.DelayAsync(120);
        world.Handled.Count.ShouldBeLessThan(200);
        world.Dependency.IsUp = true;
        await ShouldBeDoneWithinAsync(world, 5, Ten);

        world.Handled.ShouldAllBe(h => h.Failures == 0 && h.Claims == 0);
        world.File.Dead.ShouldBeEmpty();
    });

    [Fact]
    public void An_outage_of_the_store_burns_no_attempts_either() => Play(Style.OneByOne, async world =>
    {
        world.Fault("m01", new MessageFault.Slow(TimeSpan.FromSeconds(4)));
        await SendAsync(world, Ten);
        await world.DelayAsync(2);
        TakeStoreAway(world, isAway: true);
        await world.DelayAsync(120);
        TakeStoreAway(world, isAway: false);
        await ShouldBeDoneWithinAsync(world, 20, Ten);

        world.Handled.ShouldAllBe(h => h.Failures == 0 && h.Claims == 0);
    });

    [Fact]
    public void An_outage_of_the_store_costs_nobody_his_lease() => Play(Style.OneByOne, async world =>
    {
        foreach (var name in Ten[..3])
            world.Fault(name, new MessageFault.Slow(TimeSpan.FromSeconds(18)));
        await SendAsync(world, Ten[..3]);
        await world.DelayAsync(2);
        TakeStoreAway(world, isAway: true);
        await world.DelayAsync(10);
        TakeStoreAway(world, isAway: false);
        await History.DrainAsync(world);

        world.RefusedOnes.ShouldBeEmpty();
        world.Handled.Count.ShouldBe(3);
    }, batch: 1);

    [Fact]
    public void A_message_that_kills_its_process_is_counted_and_parked() => Play(Style.Whole, async world =>
    {
        world.Fault("m05", new MessageFault.Killer());
        await SendAsync(world, Ten);
        await History.DrainAsync(world);

        world.File.Dead.ShouldBe(["m05"]);
        world.Handled.Where(h => h.Name == "m05").Select(h => (h.Claims, h.Among == 1)).ShouldBe([(0, false), (1, true), (2, true)]);
        world.Handled.Where(h => h.Name != "m05").ShouldAllBe(h => h.Failures == 0 && h.Claims <= 1);
    });

    [Fact]
    public void One_bad_item_does_not_fail_its_batch() => Play(Style.Whole, async world =>
    {
        world.Fault("m05", new MessageFault.Rejected());
        await SendAsync(world, Ten);
        await History.DrainAsync(world);

        world.File.Dead.ShouldBe(["m05"]);
        world.Handled.ShouldAllBe(h => h.Failures == 0);
        world.Ledger.Effects.Select(e => e.Id).Order(StringComparer.Ordinal).ShouldBe(Ten.Except(["m05"], StringComparer.Ordinal));
    });

    [Theory]
    [InlineData(null)]
    [InlineData("a")]
    public void A_zombies_settlement_is_refused(string? key) => Play(Style.OneByOne, async world =>
    {
        world.Fault("m01", new MessageFault.Slow(TimeSpan.FromSeconds(3)));
        await world.Sender.SendAsync(Sender.Named("m01", key));
        await UntilAsync(world, 5, () => world.Handled.Count > 0);
        var zombie = world.Workers.Single(w => w.Process.Name == world.Handled[0].By);
        zombie.Process.Freeze();
        await UntilAsync(world, 30, () => world.File.IsEmpty);
        zombie.Process.Thaw();
        await world.DelayAsync(10);

        world.RefusedOnes.ShouldBe(["m01"]);
        world.Handled.Select(h => h.By).Distinct().Count().ShouldBe(2);
        // And it works on.
        await world.Sender.SendAsync(Sender.Named("m02"));
        await ShouldBeDoneWithinAsync(world, 5, ["m02"]);
    });

    [Theory]
    [InlineData(Style.OneByOne, null)]
    [InlineData(Style.OneByOne, "a")]
    [InlineData(Style.Transaction, null)]
    [InlineData(Style.Transaction, "a")]
    public void An_unknown_commit_is_decided_by_the_token(Style style, string? key) => Play(style, async world =>
    {
        foreach (var worker in world.Workers)
            worker.Line.LoseNext(style == Style.Transaction ? Phase.Commit : Phase.Settle, answer: true);
        await world.Sender.SendAsync([.. Ten.Select(n => Sender.Named(n, key))]);
        await History.DrainAsync(world);

        world.Tally[LineFault.Unanswered(style == Style.Transaction ? Phase.Commit : Phase.Settle)].ShouldBeGreaterThan(0);
        world.RefusedOnes.ShouldBeEmpty();
        world.Handled.Count.ShouldBe(Ten.Length);
    });

    [Fact]
    public void After_a_reconnect_the_worker_still_works() => Play(Style.OneByOne, async world =>
    {
        for (var i = 0; i < Ten.Length; i++)
        {
            TakeStoreAway(world, isAway: true);
            await world.DelayAsync(i * 7);
            TakeStoreAway(world, isAway: false);
            await SendAsync(world, Ten[i]);
            await ShouldBeDoneWithinAsync(world, 6, [Ten[i]]);
            // The others too, which had nothing to do.
            await UntilAsync(world, 6, () => world.Workers.All(w => w.Pipelines.All(p => p.WaitsFor is null)));
        }
    });

    [Theory]
    [InlineData(Style.OneByOne)]
    [InlineData(Style.AtOnce)]
    [InlineData(Style.ByKey)]
    [InlineData(Style.Whole)]
    public void A_retry_keeps_the_order_of_its_key(Style style) => Play(style, async world =>
    {
        world.Fault("m01", new MessageFault.Flaky(2));
        world.Fault("m04", new MessageFault.Flaky(3));
        await world.Sender.SendAsync([.. Ten.Select(n => Sender.Named(n, "a"))]);
        await UntilAsync(world, 60, () => world.File.IsEmpty);

        world.Ledger.Effects.Select(e => e.Id).ShouldBe(Ten);
    });

    [Theory]
    [InlineData(null)]
    [InlineData("a")]
    public void A_lease_is_renewed_while_a_batch_is_handled(string? key) => Play(Style.OneByOne, async world =>
    {
        foreach (var name in Ten)
            world.Fault(name, new MessageFault.Slow(TimeSpan.FromSeconds(12)));
        await world.Sender.SendAsync([.. Ten.Select(n => Sender.Named(n, key))]);
        await History.DrainAsync(world);

        world.RefusedOnes.ShouldBeEmpty();
        world.Handled.Count.ShouldBe(Ten.Length);
    });

    [Fact]
    public void A_shutdown_dead_letters_nothing_and_ends() => Play(Style.OneByOne, async world =>
    {
        world.Fault("m01", new MessageFault.Slow(TimeSpan.FromSeconds(19), Deaf: true));
        world.Fault("m02", new MessageFault.Slow(TimeSpan.FromSeconds(19)));
        await SendAsync(world, Ten);
        await UntilAsync(world, 5, () => world.Handled.Count > 0);
        var from = world.Simulation.Clock.GetTimestamp();
        await Task.WhenAll(world.Workers.Select(w => w.StopAsync()));

        world.Simulation.Clock.GetElapsedTime(from).ShouldBeLessThan(world.Plan.Pipeline.DrainLimit + TimeSpan.FromSeconds(3));
        world.File.Dead.ShouldBeEmpty();
        world.File.Owners.ShouldBeEmpty();
        // Started again, they do what was left.
        await History.DrainAsync(world);
        world.Handled.ShouldAllBe(h => h.Failures == 0 && h.Claims == 0);
    });

    [Theory]
    [InlineData(Phase.Settle)]
    [InlineData(Phase.Commit)]
    public void A_message_is_never_finished_and_failed_at_once(Phase lost) => Play(Style.AtOnce, async world =>
    {
        foreach (var name in Ten[..5])
            world.Fault(name, new MessageFault.Rejected());
        foreach (var worker in world.Workers)
            worker.Line.LoseNext(lost, answer: true);
        await SendAsync(world, Ten);
        await History.DrainAsync(world);

        world.File.Dead.Order(StringComparer.Ordinal).ShouldBe(Ten[..5]);
        world.File.Ask("SELECT CAST(parks AS TEXT) FROM penstock_dead_letters").ShouldAllBe(parks => parks == "1");
        world.Ledger.Effects.Select(e => e.Id).Order(StringComparer.Ordinal).ShouldBe(Ten[5..]);
    });

    [Fact]
    public void Twelve_replicas_keep_one_cadence() => Play(Style.OneByOne, async world =>
    {
        var told = world.Told!.Count;
        await world.DelayAsync(60);
        var statements = world.Told.Skip(told).Count(line => line.Contains(" by ", StringComparison.Ordinal));

        // A heartbeat each two seconds and a look a second, each: nothing grows with the number of the others.
        (statements / 60.0 / world.Workers.Count).ShouldBeLessThan(2.5);
    }, processes: 12);

    private static void Play(Style style, Func<World, Task> script, int processes = 3, int? batch = null)
    {
        var plan = HistoryPlan.Quiet(style, processes);
        plan = batch is { } size ? plan with { Pipeline = plan.Pipeline with { BatchSize = size } } : plan;
        using var world = new World(1, _ => plan, told: []);
        world.Simulation.Run(
            async () =>
            {
                await world.DelayAsync(3);
                await script(world);
                // Whoever has nothing to do finds out with his next look that what he waited for is back.
                for (var i = 0; i < 60 && world.Workers.Any(w => w.Pipelines.Any(p => p.WaitsFor is not null)); i++)
                    await world.DelayAsync(1);
                world.Check().ShouldBeEmpty();
            },
            TimeSpan.FromHours(1));
        world.Simulation.ForeignSteps.ShouldBe(0);
    }

    private static Task SendAsync(World world, params string[] names) => world.Sender.SendAsync([.. names.Select(n => Sender.Named(n))]);

    private static void TakeStoreAway(World world, bool isAway)
    {
        foreach (var worker in world.Workers)
            worker.Line.IsAway = isAway;
    }

    private static async Task ShouldBeDoneWithinAsync(World world, double seconds, IReadOnlyCollection<string> names)
    {
        await UntilAsync(world, seconds, () => names.All(n => world.Ledger.Effects.Any(e => e.Id == n && e.Outcome == Outcome.Ok)));
        await UntilAsync(world, seconds, () => world.File.IsEmpty);
    }

    private static async Task UntilAsync(World world, double seconds, Func<bool> condition)
    {
        for (var waited = 0.0; !condition(); waited += 0.1)
        {
            waited.ShouldBeLessThan(seconds);
            await world.DelayAsync(0.1);
        }
    }
}
