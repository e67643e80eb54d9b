using Microsoft.Extensions.DependencyInjection;
using Penstock.Dev;

namespace Penstock.Workers.Chat.Tests;

/// <summary>
/// The database goes away under router, channels and status updater. Each of them may fail a message no more than once before it is a
/// dead letter: an attempt that an outage cost would be one.
/// </summary>
public sealed class OutageTests(Servers servers)
{
    private const int Few = 2;
    private const int Many = 6;
    private const int ARound = 250;
    private const int Conversations = 20;

    [Theory]
    [InlineData(null)]
    [InlineData(PostgresCut.BeforeCommit)]
    [InlineData(PostgresCut.AfterCommit)]
    public Task A_database_that_is_away_now_and_then_costs_no_message_an_attempt_and_all_arrive_once(PostgresCut? cut) => GoAwayAsync(cut, Few);

    [Theory, Trait("Size", "Long")]
    [InlineData(null)]
    [InlineData(PostgresCut.BeforeCommit)]
    [InlineData(PostgresCut.AfterCommit)]
    public Task Away_many_times_it_costs_no_message_an_attempt_either(PostgresCut? cut) => GoAwayAsync(cut, Many);

    [Fact]
    public Task A_database_that_is_killed_under_router_and_channels_loses_nothing_and_parks_nothing() => KillAsync(Few);

    [Fact, Trait("Size", "Long")]
    public Task Killed_many_times_it_loses_nothing_and_parks_nothing_either() => KillAsync(Many);

    private async Task GoAwayAsync(PostgresCut? cut, int rounds)
    {
        await using var scene = await ChatScene.CreateAsync(servers);
        var address = $"{scene.Url.Scheme}://{scene.Url.Rest}";
        await using var proxy = PostgresProxy.Start(new Uri(address).Port);
        await scene.AcceptAsync(rounds * ARound, Conversations);
        await using var workers = await RunningWorkers.StartAsync(scene.Process((services, _) => Add(services), through: proxy.UrlOf(address)));
        for (var round = 0; round < rounds; round++)
        {
            var before = await EffectsAsync(scene);
            await scene.SendAsync(ChatTopicNames.MessageProcessing, FlowScene.Many(rounds * ARound, Conversations).Skip(round * ARound).Take(ARound));
            await Until.TrueAsync("all work", async () => await EffectsAsync(scene) > before && workers.Pipelines.All(p => p.WaitsFor is null));
            if (cut is { } where)
                await proxy.CutNextCommitAsync(where, stayAway: true);
            else
                proxy.GoAway();
            await AllWaitAsync(workers);
            proxy.ComeBack();
        }

        await ShouldArriveAsync(scene, rounds * ARound);
    }

    private static async Task KillAsync(int rounds)
    {
        await using var postgres = await ThrowawayPostgres.CreateAsync();
        await using var scene = await ChatScene.CreateAsync(postgres);
        await scene.AcceptAsync(rounds * ARound, Conversations);
        await using var workers = await RunningWorkers.StartAsync(scene.Process((services, _) => Add(services)));
        for (var round = 0; round < rounds; round++)
        {
            var before = await EffectsAsync(scene);
            await scene.SendAsync(ChatTopicNames.MessageProcessing, FlowScene.Many(rounds * ARound, Conversations).Skip(round * ARound).Take(ARound));
            await Until.TrueAsync("all work", async () => await EffectsAsync(scene) > before && workers.Pipelines.All(p => p.WaitsFor is null));
            await postgres.KillAsync();
            await AllWaitAsync(workers);
            await postgres.StartAsync();
            scene.Reopen();
        }

        await ShouldArriveAsync(scene, rounds * ARound);
    }

    // One lane each: when that waits, all it had in hand is judged. What another one still judges when the database comes back, and finds
    // well, it takes for the message's own fault.
    private static void Add(IServiceCollection services)
    {
        services.AddChatRouterOnly(FlowScene.Routers with { Lanes = 1, MaxAttempts = 1 });
        foreach (var channel in FlowScene.Channels)
            services.AddChatMockOnly(channel, new MockOptions { Latency = TimeSpan.FromMilliseconds(2) }, FlowScene.Senders with { Lanes = 1, MaxAttempts = 1 });
        services.AddChatStatusOnly(FlowScene.Updaters with { Lanes = 1, MaxAttempts = 1 });
    }

    private static Task AllWaitAsync(RunningWorkers workers) =>
        Until.TrueAsync("all wait for the database", () => Task.FromResult(workers.Pipelines.All(p => p.WaitsFor is not null)));

    private static Task<long> EffectsAsync(ChatScene scene) => scene.ScalarAsync<long>("SELECT count(*) FROM chat_channel_effects");

    private static async Task ShouldArriveAsync(ChatScene scene, int messages)
    {
        await scene.RoutedAsync();
        foreach (var channel in FlowScene.Channels)
            await scene.SentAsync(channel);
        await scene.UpdatedAsync();

        (await scene.LettersAsync()).ShouldBeEmpty();
        foreach (var channel in FlowScene.Channels)
        {
            (await scene.OutgoingAsync(channel)).ShouldBeAllInOrder(messages);
            (await scene.EffectsAsync(channel)).Select(e => ((string?)e.Key, e.N)).ShouldBeAllInOrder(messages);
        }

        (await scene.ScalarAsync<long>("SELECT count(*) FROM messages WHERE status = 'DELIVERED'")).ShouldBe(messages);
        (await scene.ScalarAsync<long>("SELECT count(*) FROM message_status_history")).ShouldBe(5 * messages);
    }
}
