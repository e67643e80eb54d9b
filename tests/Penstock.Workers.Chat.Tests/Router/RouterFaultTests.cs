using Penstock.Dev;

namespace Penstock.Workers.Chat.Tests;

public sealed class RouterFaultTests(Servers servers)
{
    private const int Many = 120;

    public static MatrixTheoryData<string, Step> Deaths => new(["postgresql", "sqlite"], FlowScene.Steps);

    [Theory, MemberData(nameof(Deaths))]
    public async Task A_router_that_dies_at_any_step_leaves_one_record_a_message_and_channel_in_order(string kind, Step step)
    {
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        await scene.SendAsync(ChatTopicNames.MessageProcessing, FlowScene.Many(Many, conversations: 7));
        // One lane: another one would hold the file while this one dies.
        var dying = FlowProcess.Start(scene, FlowScene.Router(FlowScene.Routers with { Lanes = kind == "sqlite" ? 1 : 2 }), dies: step, occurrence: 2);
        await dying.DieAsync();
        await using var other = FlowProcess.Start(scene, FlowScene.Router());
        await scene.RoutedAsync();

        foreach (var channel in FlowScene.Channels)
            (await scene.OutgoingAsync(channel)).ShouldBeAllInOrder(Many);
        (await scene.UpdatesAsync()).Count.ShouldBe(Many);
    }

    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task Poison_in_the_middle_is_a_dead_letter_that_others_are_told_of(string kind)
    {
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        var records = FlowScene.Many(Many, conversations: 7).Select(m => FlowScene.Record(m)).ToList();
        records.Insert(Many / 2, new OutgoingMessage("{ no message"u8.ToArray()) { Key = "conversation:3" });
        await scene.SendAsync(ChatTopicNames.MessageProcessing, records);
        await using var router = FlowProcess.Start(scene, FlowScene.Router());
        await scene.RoutedAsync();

        foreach (var channel in FlowScene.Channels)
            (await scene.OutgoingAsync(channel)).ShouldBeAllInOrder(Many);
        (await scene.LettersAsync()).ShouldHaveSingleItem().Pipeline.ShouldBe(RouterServices.PipelineName);
        var told = (await scene.DlqAsync()).ShouldHaveSingleItem();
        told.GetProperty("original_topic").GetString().ShouldBe(ChatTopicNames.MessageProcessing);
        told.GetProperty("payload").GetString().ShouldBe("{ no message");
        told.GetProperty("retry_count").GetInt32().ShouldBe(1);
        (await scene.UpdatesAsync()).ShouldAllBe(u => u.Status == MessageStatus.Processing);
    }

    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task A_message_that_can_t_be_published_is_given_up_after_three_attempts_and_its_conversation_goes_on(string kind)
    {
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        await scene.SendAsync(ChatTopicNames.MessageProcessing, FlowScene.Many(Many, conversations: 7));
        await using var router = FlowProcess.Start(scene, FlowScene.Router(), topics: store => Refusing(store, "\"text 50\"", () => true));
        await scene.RoutedAsync();

        foreach (var channel in FlowScene.Channels)
        {
            var found = await scene.OutgoingAsync(channel);
            found.Count.ShouldBe(Many - 1);
            found.Append(("none", 50)).ShouldBeAllInOrder(Many);
        }

        (await scene.LettersAsync()).ShouldBe([(RouterServices.PipelineName, "\"text 50\" is refused.")]);
        var told = (await scene.DlqAsync()).ShouldHaveSingleItem();
        told.GetProperty("dlq_id").GetString().ShouldBe(FlowScene.IdOf(50).ToString("D"));
        told.GetProperty("original_message_id").GetString().ShouldBe(FlowScene.IdOf(50).ToString("D"));
        told.GetProperty("failure_reason").GetString().ShouldBe("\"text 50\" is refused.");
        told.GetProperty("retry_count").GetInt32().ShouldBe(3);
        told.GetProperty("payload").GetProperty("conversation_id").GetInt32().ShouldBe((50 % 7) + 1);
        var failed = (await scene.UpdatesAsync()).Where(u => u.Status == MessageStatus.Failed).ShouldHaveSingleItem();
        failed.MessageId.ShouldBe(FlowScene.IdOf(50));
    }

    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task While_a_message_waits_for_its_next_attempt_its_conversation_waits_and_others_overtake(string kind)
    {
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        var others = Many - (Many / 6);
        var isMended = false;
        await scene.SendAsync(ChatTopicNames.MessageProcessing, FlowScene.Many(Many, conversations: 6));
        await using var router = FlowProcess.Start(
            scene, FlowScene.Router(FlowScene.Routers with { MaxAttempts = 1_000 }), topics: store => Refusing(store, "\"text 0\"", () => !isMended));
        await Until.TrueAsync("all others are routed", async () => (await scene.OutgoingAsync("instagram")).Count == others);
        (await scene.OutgoingAsync("whatsapp")).ShouldNotContain(one => one.Key == "conversation:1");
        isMended = true;
        await scene.RoutedAsync();

        foreach (var channel in FlowScene.Channels)
            (await scene.OutgoingAsync(channel)).ShouldBeAllInOrder(Many);
        (await scene.LettersAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Five_routers_share_the_conversations_and_each_stays_in_order_while_two_of_them_die()
    {
        const int messages = 2_000;
        await using var scene = await ChatScene.CreateAsync(servers);
        await scene.SendAsync(ChatTopicNames.MessageProcessing, FlowScene.Many(messages, conversations: 50));
        var routers = new List<FlowProcess>();
        for (var i = 0; i < 3; i++)
            routers.Add(FlowProcess.Start(scene, FlowScene.Router()));
        FlowProcess[] dying = [FlowProcess.Start(scene, FlowScene.Router(), dies: Step.Ran), FlowProcess.Start(scene, FlowScene.Router(), dies: Step.Committed)];
        // One may find all done before it has anything to die with; who has died is held by nobody, or the others would wait for it.
        var all = scene.RoutedAsync();
        await Task.WhenAll(dying.Select(async one =>
        {
            await Task.WhenAny(one.Died, all);
            await one.KillAsync();
        }));
        dying.ShouldContain(one => one.Died.IsCompleted);
        await all;
        foreach (var router in routers)
            await router.DisposeAsync();

        foreach (var channel in FlowScene.Channels)
            (await scene.OutgoingAsync(channel)).ShouldBeAllInOrder(messages);
    }

    private static FaultyTopics Refusing(Relational.Store store, string text, Func<bool> isRefused)
    {
        var topics = new FaultyTopics(store);
        topics.Refused[text] = isRefused;
        return topics;
    }
}
