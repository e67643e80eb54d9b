using Penstock.Dev;

namespace Penstock.Relational.Tests;

public sealed class SteeringTests(PostgresServer server)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(2);

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task Three_replicas_obey_within_two_seconds(string kind)
    {
        await using var scene = await ControlScene.CreateAsync(kind, server);
        var supply = new Supply(1_000_000);
        await scene.StartAsync(3, supply);

        (await scene.SteerAsync(DesiredState.Paused)).Generation.ShouldBe(1);
        (await scene.ObeyedByAsync(3)).ShouldBeLessThan(Bound);
        var done = supply.Done;
        done.ShouldBeGreaterThan(0);

        await scene.SteerAsync(DesiredState.Running);
        (await scene.ObeyedByAsync(3)).ShouldBeLessThan(Bound);
        await Until.TrueAsync("work goes on", () => Task.FromResult(supply.Done > done));
        (await scene.StatusAsync()).Replicas.ShouldAllBe(r => r.Generation == 2 && r.State == PipelineState.Running);
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task Paused_nothing_is_in_hand_and_nothing_is_claimed(string kind)
    {
        await using var scene = await ControlScene.CreateAsync(kind, server);
        var supply = new Supply(1_000_000);
        var replica = await scene.StartAsync(supply);
        await scene.SteerAsync(DesiredState.Paused);
        await scene.ObeyedByAsync(1);

        var done = supply.Done;
        var late = await scene.StartAsync(supply);
        await scene.ObeyedByAsync(2);

        (replica.Pipeline.InHand, late.Pipeline.InHand).ShouldBe((0, 0));
        late.Pipeline.State.ShouldBe(PipelineState.Paused);
        supply.Done.ShouldBe(done);
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task Drained_they_have_done_all_there_was_and_take_nothing_new(string kind)
    {
        await using var scene = await ControlScene.CreateAsync(kind, server);
        var supply = new Supply(2_000);
        await scene.StartAsync(3, supply);

        await scene.SteerAsync(DesiredState.Draining);
        await scene.ObeyedByAsync(3);
        supply.Done.ShouldBe(2_000);
        (await scene.StatusAsync()).Replicas.ShouldAllBe(r => r.State == PipelineState.Drained && r.InHand == 0);

        supply.Add(10);
        await scene.SteerAsync(DesiredState.Paused);
        await scene.ObeyedByAsync(3);
        supply.Done.ShouldBe(2_000);

        await scene.SteerAsync(DesiredState.Running);
        await Until.TrueAsync("the rest is done", () => Task.FromResult(supply.Done == 2_010));
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task Drained_again_they_do_what_has_come_since(string kind)
    {
        await using var scene = await ControlScene.CreateAsync(kind, server);
        var supply = new Supply(100);
        await scene.StartAsync(2, supply);
        await scene.SteerAsync(DesiredState.Draining);
        await scene.ObeyedByAsync(2);
        supply.Add(50);

        await scene.SteerAsync(DesiredState.Draining);
        await scene.ObeyedByAsync(2);

        supply.Done.ShouldBe(150);
        (await scene.StatusAsync()).Replicas.ShouldAllBe(r => r.Generation == 2 && r.State == PipelineState.Drained);
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task A_replica_that_died_before_it_obeyed_is_not_waited_for(string kind)
    {
        await using var scene = await ControlScene.CreateAsync(kind, server);
        var supply = new Supply(1_000_000);
        await scene.StartAsync(2, supply, isQuick: true);
        var victim = await scene.StartAsync(supply, isQuick: true);
        await scene.ObeyedByAsync(3);

        await victim.DieAsync();
        await scene.SteerAsync(DesiredState.Paused);

        await scene.ObeyedByAsync(2);
        await Until.TrueAsync("the dead one is cleared away", async () => (await scene.StatusAsync()).Replicas.Count == 2);
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task A_replica_that_ended_in_order_is_gone_at_once(string kind)
    {
        await using var scene = await ControlScene.CreateAsync(kind, server);
        var replica = await scene.StartAsync(new Supply(0));
        await scene.ObeyedByAsync(1);
        await replica.DisposeAsync();
        (await scene.StatusAsync()).Replicas.ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task A_process_that_was_declared_dead_and_lives_says_so_again(string kind)
    {
        await using var scene = await ControlScene.CreateAsync(kind, server);
        await scene.StartAsync(new Supply(0), isQuick: true);
        await scene.SteerAsync(DesiredState.Paused);
        await scene.ObeyedByAsync(1);
        var before = (await scene.StatusAsync()).Replicas.Single().Owner;

        await using (var connection = await scene.Store.OpenAsync(default))
            await connection.Command("DELETE FROM penstock_owners").RunAsync(default);

        await scene.ObeyedByAsync(1);
        var again = (await scene.StatusAsync()).Live.Single();
        again.Owner.ShouldNotBe(before);
        (again.Generation, again.State).ShouldBe((1, PipelineState.Paused));
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task Of_two_changes_at_once_the_later_one_holds_and_both_are_in_the_log(string kind)
    {
        await using var scene = await ControlScene.CreateAsync(kind, server);
        await scene.StartAsync(2, new Supply(0));

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => scene.SteerAsync(i % 2 == 0 ? DesiredState.Paused : DesiredState.Draining))));

        await scene.ObeyedByAsync(2);
        var status = await scene.StatusAsync();
        status.Desired.Generation.ShouldBe(20);
        status.Live.ShouldAllBe(r => r.Generation == 20);
        var log = await new Audit(scene.Store).ListAsync(ReplicaUnderTest.Name, 100, default);
        log.Count.ShouldBe(20);
        log[0].Entry.Action.ShouldBe(status.Desired.State == DesiredState.Paused ? "pause" : "drain");
        log.ShouldAllBe(l => l.Entry.Who == "ada@desk" && l.Entry.Why == "lunch");
    }

    [Fact]
    public async Task What_a_short_command_changed_is_heard_at_once()
    {
        await using var scene = await ControlScene.CreateAsync("postgresql", server);
        var replica = await scene.StartAsync(new Supply(0));
        await Until.TrueAsync("it listens", () => Task.FromResult(replica.Store.Hints.IsListening));
        for (var i = 0; i < 4; i++)
        {
            await using (var command = ReplicaUnderTest.OpenStore(scene.Url))
                await new ControlStore(command).SteerAsync(ReplicaUnderTest.Name, i % 2 == 0 ? DesiredState.Paused : DesiredState.Running, ControlScene.Ada, default);
            (await scene.ObeyedByAsync(1)).ShouldBeLessThan(Bound);
        }
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task A_pipeline_that_never_ran_is_unknown(string kind)
    {
        await using var scene = await ControlScene.CreateAsync(kind, server);
        (await scene.Control.SteerAsync("nobody", DesiredState.Paused, ControlScene.Ada, default)).ShouldBeNull();
        (await scene.Control.FindAsync("nobody", default)).ShouldBeNull();
        (await scene.Control.ListAsync(default)).ShouldBeEmpty();
        (await new Audit(scene.Store).ListAsync(null, 10, default)).ShouldBeEmpty();
    }
}
