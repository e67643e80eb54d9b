using Microsoft.Extensions.DependencyInjection;
using Penstock.Dev;
using Penstock.Relational;

namespace Penstock.Workers.Chat.Tests;

public sealed class BackfillTests(Servers servers)
{
    private const int Many = 500;

    public static TheoryData<Step> Steps => [Step.Claimed, Step.Ran, Step.Settled];

    public static MatrixTheoryData<string, Step> Deaths => new(["postgresql", "sqlite"], FlowScene.Steps);

    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task The_list_is_published_in_its_order_with_the_conversations_as_keys(string kind)
    {
        await using var scene = await BackfillScene.CreateAsync(servers, kind);
        await scene.PushAsync(FlowScene.Many(Many, conversations: 7));
        await using var backfill = scene.Start();
        await scene.EmptyAsync();

        var published = await scene.PublishedAsync();
        published.Select(p => p.N).ShouldBe(Enumerable.Range(0, Many));
        published.ShouldBeAllInOrder(Many);
    }

    [Fact]
    public async Task What_is_pushed_on_an_empty_list_is_published_at_once()
    {
        await using var scene = await BackfillScene.CreateAsync(servers);
        // So long that a look at the list by itself would be too late for this test.
        await using var backfill = scene.Start(options: scene.Options with { PollEvery = TimeSpan.FromHours(1) });
        for (var n = 0; n < 3; n++)
        {
            await scene.PushAsync([FlowScene.Message(n)]);
            await scene.EmptyAsync();
        }

        (await scene.PublishedAsync()).ShouldBeAllInOrder(3);
    }

    [Theory, MemberData(nameof(Steps))]
    public async Task One_that_dies_at_any_step_loses_nothing_and_another_goes_on_in_order(Step step)
    {
        await using var scene = await BackfillScene.CreateAsync(servers);
        await scene.PushAsync(FlowScene.Many(Many, conversations: 7));
        var dying = scene.Start(dies: step, occurrence: 3);
        await dying.Died;
        await using var other = scene.Start();
        await dying.KillAsync();
        await scene.EmptyAsync();
        await using var router = FlowProcess.Start(scene.Chat, FlowScene.Router());
        await scene.Chat.RoutedAsync();

        // Published, and not yet removed: the one window, of one batch.
        (await scene.PublishedAsync()).Count.ShouldBe(step == Step.Ran ? Many + 50 : Many);
        foreach (var channel in FlowScene.Channels)
            (await scene.Chat.OutgoingAsync(channel)).ShouldBeAllInOrder(Many);
    }

    [Fact]
    public async Task Of_three_one_drains()
    {
        await using var scene = await BackfillScene.CreateAsync(servers);
        FlowProcess[] all = [scene.Start(), scene.Start(), scene.Start()];
        await scene.PushAsync(FlowScene.Many(Many, conversations: 7));
        await scene.EmptyAsync();
        foreach (var one in all)
            await one.DisposeAsync();

        (await scene.PublishedAsync()).Select(p => p.N).ShouldBe(Enumerable.Range(0, Many));
        scene.Chat.Log.Lines.Count(line => line.StartsWith("This process drains", StringComparison.Ordinal)).ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public async Task What_is_no_message_is_a_dead_letter_and_the_rest_goes_on()
    {
        await using var scene = await BackfillScene.CreateAsync(servers);
        await scene.PushAsync(FlowScene.Many(30, conversations: 3).Select(ChatMessageJson.Write).Append("no message"u8.ToArray()));
        await scene.PushAsync(FlowScene.Many(60, conversations: 3).Skip(30));
        await using var backfill = scene.Start();
        await scene.EmptyAsync();

        (await scene.PublishedAsync()).ShouldBeAllInOrder(60);
        (await scene.Chat.LettersAsync()).ShouldHaveSingleItem().Pipeline.ShouldBe(FallbackServices.PipelineName);
        (await scene.Chat.DlqAsync()).ShouldHaveSingleItem().GetProperty("payload").GetString().ShouldBe("no message");
    }

    [Fact]
    public async Task What_is_in_the_list_twice_is_published_twice_and_routed_once()
    {
        await using var scene = await BackfillScene.CreateAsync(servers);
        var (one, bad) = (ChatMessageJson.Write(FlowScene.Message(0)), "no message"u8.ToArray());
        await scene.PushAsync([one, one, bad, ChatMessageJson.Write(FlowScene.Message(1)), bad, one]);
        await using var backfill = scene.Start();
        await scene.EmptyAsync();
        await using var router = FlowProcess.Start(scene.Chat, FlowScene.Router());
        await scene.Chat.RoutedAsync();

        (await scene.PublishedAsync()).Select(p => p.N).ShouldBe([0, 0, 1, 0]);
        (await scene.Chat.OutgoingAsync("whatsapp")).Select(o => o.N).ShouldBe([0, 1]);
        (await scene.Chat.LettersAsync()).ShouldHaveSingleItem().Pipeline.ShouldBe(FallbackServices.PipelineName);
        (await scene.Chat.DlqAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_list_that_is_no_list_is_waited_for()
    {
        await using var scene = await BackfillScene.CreateAsync(servers);
        await servers.Redis.CliAsync("SET", scene.Options.List, "no list");
        await using var backfill = scene.Start();
        var pipeline = backfill.Services.GetRequiredService<Pipeline>();
        await Until.TrueAsync("the backfill waits", () => Task.FromResult(pipeline.WaitsFor is not null));
        await servers.Redis.CliAsync("DEL", scene.Options.List);
        await scene.PushAsync([FlowScene.Message(0)]);
        await scene.EmptyAsync();

        (await scene.PublishedAsync()).ShouldBeAllInOrder(1);
    }

    [Fact]
    public async Task While_the_topics_are_away_nothing_leaves_the_list_and_then_all_of_it_does()
    {
        await using var scene = await BackfillScene.CreateAsync(servers);
        FaultyTopics? topics = null;
        await scene.PushAsync(FlowScene.Many(Many, conversations: 7));
        await using var backfill = scene.Start(topics: store => topics = new FaultyTopics(store, elsewhere: true) { AreAway = true });
        var pipeline = backfill.Services.GetRequiredService<Pipeline>();
        await Until.TrueAsync("the backfill waits", () => Task.FromResult(pipeline.WaitsFor is not null));
        (await scene.LengthAsync()).ShouldBe(Many);
        topics!.AreAway = false;
        await scene.EmptyAsync();

        (await scene.PublishedAsync()).Select(p => p.N).ShouldBe(Enumerable.Range(0, Many));
        (await scene.Chat.LettersAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_Redis_that_is_killed_loses_nothing()
    {
        await using var redis = await RedisServer.CreateAsync();
        await using var scene = await BackfillScene.CreateAsync(servers, redis: redis);
        await scene.PushAsync(FlowScene.Many(5_000, conversations: 7));
        await using var backfill = scene.Start();
        await Until.TrueAsync("some are published", async () => (await scene.PublishedAsync()).Count > 0);
        await redis.KillAsync();
        await redis.StartAsync();
        await scene.EmptyAsync();

        (await scene.PublishedAsync()).Distinct().ShouldBeAllInOrder(5_000);
    }

    [Theory, MemberData(nameof(Deaths))]
    public async Task A_queue_in_the_list_s_place_is_published_once_whoever_dies(string kind, Step step)
    {
        await using var chat = await ChatScene.CreateAsync(servers, kind);
        var options = new FallbackOptions();
        await new Queues(chat.Store).SendAsync(
            options.List, [.. FlowScene.Many(Many, conversations: 7).Select(m => new Message(ChatMessageJson.Write(m)) { Key = m.Key })], default);
        var dying = FlowProcess.Start(chat, services => services.AddChatBackfillOnly(options), dies: step, occurrence: 2);
        await dying.DieAsync();
        await using var other = FlowProcess.Start(chat, services => services.AddChatBackfillOnly(options));
        await Until.TrueAsync("the queue is empty", async () => await chat.ScalarAsync<long>($"SELECT count(*) FROM penstock_messages WHERE queue = '{options.List}'") == 0);

        (await chat.TopicAsync(ChatTopicNames.MessageProcessing)).Select(m => (m.Key, FlowScene.NumberOf(ChatMessageJson.Read(System.Text.Encoding.UTF8.GetBytes(m.Body)).MessageId)))
            .ShouldBeAllInOrder(Many);
    }
}
