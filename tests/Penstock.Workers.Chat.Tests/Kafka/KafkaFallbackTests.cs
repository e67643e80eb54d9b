using System.Net;
using Penstock.Dev;
using Penstock.Kafka;

namespace Penstock.Workers.Chat.Tests;

public sealed class KafkaFallbackTests(Servers servers)
{
    [Fact]
    public async Task While_no_broker_answers_messages_wait_in_the_list_and_are_published_in_their_order_when_one_does()
    {
        const int Messages = 12;
        await using var scene = await KafkaScene.CreateAsync(servers, conversations: 1);
        await using var api = await ApiScene.CreateAsync(servers, "postgresql", _ => scene.OpenTopics());
        (await PostAsync(api, 0)).ShouldBeFalse();

        scene.SetAllDown();
        for (var n = 1; n < Messages; n++)
            (await PostAsync(api, n)).ShouldBeTrue();
        scene.SetAllUp();

        await using var backfill = FlowProcess.Start(api.Chat, services => services.AddChatBackfillOnly(new FallbackOptions()), topics: _ => scene.OpenTopics());
        await Until.TrueAsync("all are published", () => Task.FromResult(Published(scene).Distinct().Count() == Messages));
        // Those which the API gave up may have come in time after all: the router takes each once.
        Published(scene).Distinct().ShouldBe(Enumerable.Range(0, Messages));
    }

    private static IEnumerable<int> Published(KafkaScene scene) => scene.Read(ChatTopicNames.MessageProcessing)
        .Select(m => FlowScene.NumberOf(ChatMessageJson.Read(System.Text.Encoding.UTF8.GetBytes(m.Value)).MessageId));

    private static async Task<bool> PostAsync(ApiScene api, int n)
    {
        var answer = await api.PostAsync(ApiScene.TextTo(1, FlowScene.IdOf(n)), path: "/v1/messages/fallback");
        answer.Status.ShouldBe(HttpStatusCode.Accepted);
        return answer.IsFallback;
    }
}
