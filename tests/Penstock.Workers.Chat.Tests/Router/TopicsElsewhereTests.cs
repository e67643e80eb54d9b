using Microsoft.Extensions.DependencyInjection;
using Penstock.Dev;
using Penstock.Redis;
using Penstock.Testing;

namespace Penstock.Workers.Chat.Tests;

/// <summary>With topics that are not on the store, as far as the workers know.</summary>
public sealed class TopicsElsewhereTests(Servers servers)
{
    [Fact]
    public async Task What_was_published_is_known_for_a_day_and_not_published_again()
    {
        await using var scene = await ChatScene.CreateAsync(servers);
        var message = FlowScene.Message(0) with { MessageId = Guid.NewGuid() };
        await scene.SendAsync(ChatTopicNames.MessageProcessing, message);
        await RouteAsync(scene, servers.Redis.Url);
        await scene.SendAsync(ChatTopicNames.MessageProcessing, message);
        await RouteAsync(scene, servers.Redis.Url);

        (await scene.TopicAsync(ChatTopicNames.WhatsAppOutgoing)).ShouldHaveSingleItem();
        (await servers.Redis.CliAsync("GET", $"message:dedup:{message.MessageId:D}")).ShouldBe(["1"]);
        int.Parse((await servers.Redis.CliAsync("TTL", $"message:dedup:{message.MessageId:D}"))[0], null).ShouldBeInRange(86_000, 86_400);
    }

    [Fact]
    public async Task A_router_that_dies_before_it_is_known_publishes_again()
    {
        await using var scene = await ChatScene.CreateAsync(servers);
        var message = FlowScene.Message(0) with { MessageId = Guid.NewGuid() };
        await scene.SendAsync(ChatTopicNames.MessageProcessing, message);
        // Before anything is published: nothing may be known of it.
        var dying = Start(scene, servers.Redis.Url, Step.Claimed);
        await dying.DieAsync();
        (await servers.Redis.CliAsync("EXISTS", $"message:dedup:{message.MessageId:D}")).ShouldBe(["0"]);
        await RouteAsync(scene, servers.Redis.Url);

        (await scene.TopicAsync(ChatTopicNames.WhatsAppOutgoing)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Without_its_Redis_the_router_goes_on_and_takes_nothing_for_a_duplicate()
    {
        await using var scene = await ChatScene.CreateAsync(servers);
        await using var redis = await RedisServer.CreateAsync();
        await redis.KillAsync();
        await scene.SendAsync(ChatTopicNames.MessageProcessing, FlowScene.Message(0));
        await RouteAsync(scene, redis.Url);

        (await scene.OutgoingAsync("whatsapp")).Select(o => o.N).ShouldBe([0]);
        scene.Log.Lines.ShouldContain(line => line.Contains("Whether messages were routed before", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Status_updates_that_come_again_are_written_once()
    {
        await using var scene = await ChatScene.CreateAsync(servers);
        await scene.AcceptAsync(1);
        var update = StatusScene.Update(0, MessageStatus.Delivered);
        await scene.SendAsync(ChatTopicNames.MessageStatusUpdates, [StatusScene.Record(update), StatusScene.Record(update)]);
        await using var updater = FlowProcess.Start(scene, FlowScene.Updater(), topics: store => new FaultyTopics(store, elsewhere: true));
        await scene.UpdatedAsync();

        (await scene.StatusAsync(0)).ShouldBe("DELIVERED");
        (await scene.HistoryAsync(0)).ShouldBe(["DELIVERED"]);
    }

    private static FlowProcess Start(ChatScene scene, string redis, Step? dies = null) => FlowProcess.Start(
        scene,
        services =>
        {
            services.AddRedis(redis, new RedisOptions { CallTimeout = TimeSpan.FromSeconds(1) });
            services.AddChatRouterOnly(FlowScene.Routers);
        },
        dies, topics: store => new FaultyTopics(store, elsewhere: true));

    private static async Task RouteAsync(ChatScene scene, string redis)
    {
        await using var process = Start(scene, redis);
        await scene.RoutedAsync();
    }
}
