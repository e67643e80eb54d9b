using Penstock.Dev;
using Penstock.Relational;

namespace Penstock.Workers.Chat.Tests;

public sealed class KilledPollerTests(Servers servers)
{
    private const int Events = 1_000;

    [Theory]
    [InlineData(Step.Claimed)]
    [InlineData(Step.Ran)]
    [InlineData(Step.Committing)]
    [InlineData(Step.Committed)]
    public async Task Pollers_that_die_at_a_step_lose_nothing_and_publish_nothing_twice(Step dies)
    {
        await using var scene = await ChatScene.CreateAsync(servers);
        await scene.EventsAsync(Events, conversations: 100);
        // Not thrice: what three processes died with, alone, is taken for the cause.
        await DieAsync(scene, dies);
        using var stop = new CancellationTokenSource();
        var survivor = scene.Poller(OutboxScene.Options with { BatchSize = 10, Lanes = 1 }).RunAsync(stop.Token);
        await DieAsync(scene, dies);
        await Until.TrueAsync("the outbox is empty", async () => await scene.PendingAsync() == 0);
        await stop.CancelAsync();
        await survivor;

        await scene.ShouldBePublishedOnceAsync(Events);
    }

    [Fact]
    public async Task A_database_that_is_killed_loses_nothing_and_gets_nothing_twice()
    {
        await using var postgres = await ThrowawayPostgres.CreateAsync();
        await using var scene = await ChatScene.CreateAsync(postgres);
        await scene.EventsAsync(Events, conversations: 100);
        using var stop = new CancellationTokenSource();
        var running = scene.Poller(OutboxScene.Options with { BatchSize = 20 }).RunAsync(stop.Token);
        await Until.TrueAsync("some are published", async () => await scene.PendingAsync() < Events);
        await postgres.KillAsync();
        await postgres.StartAsync();
        scene.Reopen();
        await Until.TrueAsync("the outbox is empty", async () => await TryPendingAsync(scene) == 0);
        await stop.CancelAsync();
        await running;

        await scene.ShouldBePublishedOnceAsync(Events);
        (await scene.ScalarAsync<long>("SELECT count(*) FROM penstock_dead_letters")).ShouldBe(0);
        (await scene.ScalarAsync<long>("SELECT count(*) FROM outbox_events WHERE failures > 0")).ShouldBe(0);
    }

    // The first time it gets there, its lines are cut and it never goes on: to the server it is dead.
    private static async Task DieAsync(ChatScene scene, Step dies)
    {
        await using var proxy = PostgresProxy.Start(new Uri($"{scene.Url.Scheme}://{scene.Url.Rest}").Port);
        var died = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var never = new TaskCompletionSource();
        ValueTask ReachedAsync(Step step)
        {
            if (step != dies)
                return ValueTask.CompletedTask;
            proxy.GoAway();
            died.TrySetResult();
            return new ValueTask(never.Task);
        }

        var poller = scene.Poller(
            OutboxScene.Options with { BatchSize = 50, Lanes = 1 },
            through: proxy.UrlOf($"{scene.Url.Scheme}://{scene.Url.Rest}"), reached: ReachedAsync);
        using var gone = new CancellationTokenSource();
        _ = poller.RunAsync(gone.Token);
        await died.Task.WaitAsync(TimeSpan.FromSeconds(120), TimeProvider.System);
    }

    private static async Task<long?> TryPendingAsync(ChatScene scene)
    {
        try
        {
            return await scene.PendingAsync();
        }
        catch (System.Data.Common.DbException)
        {
            return null;
        }
    }
}
