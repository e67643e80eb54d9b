using System.Text;
using Penstock.Dev;

namespace Penstock.Workers.Chat.Tests;

public sealed class KafkaTraceTests(Servers servers)
{
    private static readonly string[] Topics =
    [
        ChatTopicNames.MessageEvents, ChatTopicNames.MessageProcessing, ChatTopicNames.WhatsAppOutgoing, ChatTopicNames.InstagramOutgoing,
        ChatTopicNames.MessageStatusUpdates,
    ];

    [Fact]
    public async Task From_the_event_to_the_status_each_step_goes_on_with_the_trace_in_the_headers_of_the_one_before()
    {
        await using var scene = await KafkaScene.CreateAsync(servers, conversations: 1);
        using var spans = new Spans();
        await scene.AcceptAsync(1, conversations: 1, trace: spans.TraceParent);
        await using (scene.Start(services => services.AddChatOutboxOnly(OutboxScene.Options), FlowScene.Router(), FlowScene.Updater(), FlowScene.Mock(ChatChannels.WhatsApp)))
            await Until.TrueAsync("it is delivered", async () => await scene.Chat.StatusAsync(0) == "DELIVERED");

        var publish = spans.Of("chat.publish");
        publish.ParentSpanId.ShouldBe(spans.Root);
        var route = spans.Of("chat.route");
        route.ParentSpanId.ShouldBe(publish.SpanId);
        spans.Of("chat.send").ParentSpanId.ShouldBe(route.SpanId);
        spans.Pipelines.ShouldBe([RouterServices.PipelineName, "chat.mock-whatsapp", StatusServices.PipelineName], ignoreOrder: true);
        foreach (var topic in Topics)
            ShouldBeOf(spans, scene, topic);
        TraceParents(scene, ChatTopicNames.MessageProcessing).ShouldBe([$"00-{spans.Trace}-{publish.SpanId}-01"]);
        TraceParents(scene, ChatTopicNames.WhatsAppOutgoing).ShouldBe([$"00-{spans.Trace}-{route.SpanId}-01"]);
    }

    private static void ShouldBeOf(Spans spans, KafkaScene scene, string topic)
    {
        var parents = TraceParents(scene, topic);
        parents.ShouldNotBeEmpty(topic);
        parents.ShouldAllBe(p => p.StartsWith($"00-{spans.Trace}-", StringComparison.Ordinal), topic);
    }

    private static List<string> TraceParents(KafkaScene scene, string topic) =>
        scene.Read(topic).ConvertAll(m => Encoding.UTF8.GetString(m.Headers.GetLastBytes(ChatKeys.TraceParent)));
}
