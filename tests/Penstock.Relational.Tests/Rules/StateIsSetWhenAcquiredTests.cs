namespace Penstock.Relational.Tests;

public sealed class StateIsSetWhenAcquiredTests(PostgresServer server)
{
    [ExpectedToFail("H4")]
    public Task A_pause_and_a_limit_that_are_seen_at_one_look_are_both_obeyed_on_Postgres() => ObeyBothAsync("postgresql");

    [ExpectedToFail("H4")]
    public Task A_pause_and_a_limit_that_are_seen_at_one_look_are_both_obeyed_on_Sqlite() => ObeyBothAsync("sqlite");

    [Fact]
    public async Task A_pause_alone_is_obeyed_after_a_limit()
    {
        await using var scene = await ControlScene.CreateAsync("sqlite", server);
        var replica = await RunningAsync(scene);
        await scene.LimitAsync(101);
        await scene.ObeyedByAsync(1);
        await scene.SteerAsync(DesiredState.Paused);
        await scene.ObeyedByAsync(1);

        replica.Pipeline.State.ShouldBe(PipelineState.Paused);
    }

    private async Task ObeyBothAsync(string kind)
    {
        await using var scene = await ControlScene.CreateAsync(kind, server);
        var replica = await RunningAsync(scene);

        // It looks between the two changes in no case.
        replica.Store.IsDead = true;
        await scene.SteerAsync(DesiredState.Paused);
        await scene.LimitAsync(101);
        replica.Store.IsDead = false;
        await Within.SecondsAsync(3, async () => (await scene.StatusAsync()).Live.Any(r => r.State == PipelineState.Paused));

        replica.Pipeline.State.ShouldBe(PipelineState.Paused);
    }

    private static async Task<ReplicaUnderTest> RunningAsync(ControlScene scene)
    {
        var replica = await scene.StartAsync(new Supply(0));
        await scene.SteerAsync(DesiredState.Paused);
        await scene.SteerAsync(DesiredState.Running);
        await scene.ObeyedByAsync(1);
        return replica;
    }
}
