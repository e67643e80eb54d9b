using System.Net;
using System.Text;

namespace Penstock.Workers.Chat.Tests;

/// <summary>What is too large for a topic stops nobody else. A topic takes 1,000,000 bytes.</summary>
public sealed class BatchesAreBoundedByBytesTests(Servers servers)
{
    // What is stuck would be waited for.
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(200);

    [ExpectedToFail("kafka-too-large, M7")]
    public async Task A_message_too_large_for_its_topic_is_refused_or_given_up_and_its_conversation_goes_on()
    {
        await using var scene = await KafkaScene.CreateAsync(servers, conversations: 1);
        await using var api = await ApiScene.CreateAsync(servers, "sqlite", _ => scene.OpenTopics());
        var large = await api.PostAsync(ApiScene.TextTo(1, FlowScene.IdOf(0), new string('x', 1_000_050)));
        (await api.PostAsync(ApiScene.TextTo(1, FlowScene.IdOf(1)))).Status.ShouldBe(HttpStatusCode.Accepted);

        await using var poller = FlowProcess.Start(
            api.Chat, services => services.AddChatOutboxOnly(OutboxScene.Options with { DrainLimit = Soon }), topics: _ => scene.OpenTopics());
        await Within.SecondsAsync(20, async () => await api.Chat.PendingAsync() == 0 || IsStuck(api.Chat));

        (await api.Chat.PendingAsync()).ShouldBe(0, "events that wait");
        scene.Read(ChatTopicNames.MessageProcessing).Select(record => NumberOf(record.Value)).ShouldBe([1]);
        if (large.Status == HttpStatusCode.Accepted)
            (await api.Chat.LettersAsync()).ShouldHaveSingleItem();
        else
            large.Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [ExpectedToFail("kafka-too-large, M7")]
    public async Task A_message_whose_record_as_a_dead_letter_is_too_large_stops_no_other_of_its_channel()
    {
        await using var scene = await KafkaScene.CreateAsync(servers, conversations: 1);
        await scene.SendAsync(ChatTopicNames.WhatsAppOutgoing, FlowScene.Record(FlowScene.Message(0) with { Payload = ChatPayload.OfText(new string('x', 999_200)) }));
        var channel = new RejectingChannel();
        await using var process = scene.Start(services => services.AddChatChannelOnly(
            "chat.rejecting", channel.Name, _ => channel, FlowScene.Senders with { Lanes = 1, DrainLimit = Soon }));
        await channel.Rejected.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
        await scene.SendAsync(ChatTopicNames.WhatsAppOutgoing, [.. Enumerable.Range(1, 4).Select(n => FlowScene.Record(FlowScene.Message(n, conversation: n + 1)))]);
        await Within.SecondsAsync(20, async () => (await EffectsAsync() == 4 && (await scene.Chat.LettersAsync()).Count == 1) || IsStuck(scene.Chat));

        (await EffectsAsync(), (await scene.Chat.LettersAsync()).Count).ShouldBe((4, 1), "sent, and dead letters");

        async Task<int> EffectsAsync() => (await scene.Chat.EffectsAsync(channel.Name)).Count;
    }

    // The same again and again: nothing else comes.
    private static bool IsStuck(ChatScene scene) => scene.Log.Lines.Count(line => line.Contains("can't be published now", StringComparison.Ordinal)) >= 2;

    private static int NumberOf(string body) => FlowScene.NumberOf(ChatMessageJson.Read(Encoding.UTF8.GetBytes(body)).MessageId);

    private sealed class RejectingChannel : IChannel
    {
        private readonly TaskCompletionSource rejected = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => ChatChannels.WhatsApp;

        public Task Rejected => rejected.Task;

        public ValueTask<ChannelReceipt> SendAsync(ChannelMessage message, CancellationToken giveUp)
        {
            if (FlowScene.NumberOf(message.Message.MessageId) > 0)
                return ValueTask.FromResult(ChannelReceipt.Delivered);
            rejected.TrySetResult();
            throw new RejectedException("too long for this channel");
        }
    }
}
