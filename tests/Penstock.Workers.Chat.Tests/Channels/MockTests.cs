using Penstock.Testing;

namespace Penstock.Workers.Chat.Tests;

public sealed class MockTests(Servers servers)
{
    private const int Many = 120;

    // A settlement alone is one statement: there is nothing to die between.
    public static MatrixTheoryData<string, Step> Deaths => new(["postgresql", "sqlite"], [Step.Claimed, Step.Ran, Step.Settled]);

    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task Each_message_is_sent_once_in_order_of_its_conversation_and_that_is_told(string kind)
    {
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        await scene.SendAsync(ChatTopicNames.WhatsAppOutgoing, FlowScene.Many(Many, conversations: 7));
        await SendAllAsync(scene, "whatsapp", new MockOptions { Latency = TimeSpan.FromMilliseconds(3) });

        (await scene.EffectsAsync("whatsapp")).Select(e => ((string?)e.Key, e.N)).ShouldBeAllInOrder(Many);
        var updates = await scene.UpdatesAsync();
        updates.ShouldAllBe(u => u.Channel == "whatsapp");
        foreach (var message in updates.GroupBy(u => u.MessageId))
            message.Select(u => u.Status).ShouldBe([MessageStatus.Sent, MessageStatus.Delivered]);
        updates.Count.ShouldBe(2 * Many);
    }

    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task A_second_record_of_a_message_has_no_effect_and_is_counted(string kind)
    {
        var channel = $"second-{kind}";
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        using var counted = new Counted(ChatMetricNames.DuplicatePublishes, "channel");
        await scene.SendAsync($"{channel}_outgoing", FlowScene.Message(0), FlowScene.Message(1), FlowScene.Message(0));
        await SendAllAsync(scene, channel);
        await scene.SendAsync($"{channel}_outgoing", FlowScene.Message(1), FlowScene.Message(2));
        await SendAllAsync(scene, channel);

        (await scene.EffectsAsync(channel)).Select(e => e.N).ShouldBe([0, 1, 2]);
        (await scene.UpdatesAsync()).Count.ShouldBe(6);
        counted.Of($"{channel}_mock", channel).ShouldBe(2);
    }

    [Theory, MemberData(nameof(Deaths))]
    public async Task A_channel_that_dies_at_any_step_has_sent_each_message_once(string kind, Step step)
    {
        var channel = $"dies-{kind}-{step}".ToLowerInvariant();
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        using var second = new Counted(ChatMetricNames.DuplicatePublishes, "channel");
        using var handled = new Counted(ChatMetricNames.MessagesProcessed, "status");
        await scene.SendAsync($"{channel}_outgoing", FlowScene.Many(Many, conversations: 7));
        var options = FlowScene.Senders with { Lanes = 1 };
        var dying = FlowProcess.Start(scene, services => services.AddChatMockOnly(channel, new MockOptions(), options), dies: step, occurrence: 2);
        await dying.DieAsync();
        await SendAllAsync(scene, channel);

        (await scene.EffectsAsync(channel)).Select(e => ((string?)e.Key, e.N)).ShouldBeAllInOrder(Many);
        (await scene.UpdatesAsync()).Count.ShouldBe(2 * Many);
        // What came again was the same record, not a second one.
        second.Of($"{channel}_mock", channel).ShouldBe(0);
        if (step == Step.Ran)
            handled.Of($"{channel}_mock", FlowMetrics.Duplicate).ShouldBeGreaterThan(0);
    }

    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task What_fails_three_times_has_failed_and_its_conversation_goes_on(string kind)
    {
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        await scene.SendAsync(ChatTopicNames.WhatsAppOutgoing, FlowScene.Many(Many, conversations: 7));
        await SendAllAsync(scene, "whatsapp", new MockOptions { FailureRate = 0.5 });

        var sent = await scene.EffectsAsync("whatsapp");
        var failed = (await scene.UpdatesAsync()).Where(u => u.Status == MessageStatus.Failed).Select(u => FlowScene.NumberOf(u.MessageId)).ToList();
        failed.Count.ShouldBeInRange(1, Many / 2);
        sent.Select(e => ((string?)e.Key, e.N)).Concat(failed.Select(n => ((string?)$"failed {n}", n))).ShouldBeAllInOrder(Many);
        var told = await scene.DlqAsync();
        told.Select(t => FlowScene.NumberOf(t.GetProperty("dlq_id").GetGuid())).ShouldBe(failed, ignoreOrder: true);
        told.ShouldAllBe(t => t.GetProperty("original_topic").GetString() == "whatsapp_outgoing" && t.GetProperty("retry_count").GetInt32() == 3);
        (await scene.LettersAsync()).ShouldAllBe(letter => letter.Pipeline == "chat.mock-whatsapp" && letter.Reason.Contains("told to fail at attempt 3"));
    }

    [Fact]
    public async Task Out_of_order_DELIVERED_comes_first_and_the_message_stays_delivered()
    {
        await using var scene = await ChatScene.CreateAsync(servers);
        await scene.AcceptAsync(5);
        await scene.SendAsync(ChatTopicNames.WhatsAppOutgoing, FlowScene.Many(5, conversations: 1));
        await SendAllAsync(scene, "whatsapp", new MockOptions { Disorder = 1 });
        await using var updater = FlowProcess.Start(scene, FlowScene.Updater());
        await scene.UpdatedAsync();

        for (var n = 0; n < 5; n++)
        {
            (await scene.StatusAsync(n)).ShouldBe("DELIVERED");
            (await scene.HistoryAsync(n)).ShouldBe(["DELIVERED", "SENT"]);
        }
    }

    private static async Task SendAllAsync(ChatScene scene, string channel, MockOptions? mock = null)
    {
        await using var process = FlowProcess.Start(scene, FlowScene.Mock(channel, mock));
        await scene.SentAsync(channel);
    }
}
