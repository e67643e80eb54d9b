namespace Penstock.Workers.Chat.Tests;

/// <summary>Channels of one process ask and write together: who comes at once goes in one statement.</summary>
public sealed class ChannelMemoryTests(Servers servers)
{
    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task What_one_channel_has_sent_another_that_asks_with_it_has_not(string kind)
    {
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        var memory = MemoryOf(scene);
        var (open, sent) = (MessageOf(ChatChannels.WhatsApp), MessageOf(ChatChannels.Instagram));
        await memory.KeepAsync(sent, ChannelReceipt.Delivered, default);

        // So many that some go together, wherever the first statement begins.
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => memory.AskAsync(i % 2 == 0 ? open : sent, default)));

        answers.Where((_, i) => i % 2 == 0).ShouldAllBe(answer => answer == null);
        answers.Where((_, i) => i % 2 == 1).ShouldAllBe(answer => answer == ChannelOutcome.SentBefore);
    }

    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task A_message_that_two_channels_keep_together_was_sent_by_each_and_each_tells_it_once(string kind)
    {
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        var memory = MemoryOf(scene);
        var (one, other) = (MessageOf(ChatChannels.WhatsApp), MessageOf(ChatChannels.Instagram));
        await memory.KeepAsync(one, ChannelReceipt.Sent, default);

        var outcomes = await Task.WhenAll(memory.KeepAsync(one, ChannelReceipt.Sent, default), memory.KeepAsync(other, ChannelReceipt.Sent, default));

        outcomes.ShouldBe([ChannelOutcome.SentBefore, ChannelOutcome.Sent]);
        (await scene.UpdatesAsync()).Select(u => u.Channel).ShouldBe([ChatChannels.WhatsApp, ChatChannels.Instagram]);
    }

    private static ChannelMemory MemoryOf(ChatScene scene) => new(scene.Store, new StoreTopics(scene.Store), TimeProvider.System);

    private static ChannelMessage MessageOf(string channel) => new(new ListDelivery(channel, ChatMessageJson.Write(FlowScene.Message(0))), channel);
}
