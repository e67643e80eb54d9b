using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Dev;
using Penstock.Redis;

namespace Penstock.Workers.Chat.Tests;

public sealed class OneTraceTests(Servers servers)
{
    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task From_the_request_to_the_status_each_step_goes_on_with_the_trace_of_the_one_before(string kind)
    {
        await using var api = await ApiScene.CreateAsync(servers, kind);
        using var spans = new Spans();
        var id = await PostAsync(api, spans, "/v1/messages");
        await using (FlowProcess.Start(api.Chat, services => Workers(services).AddChatOutboxOnly(OutboxScene.Options)))
            await DeliveredAsync(api, id);

        var request = spans.Of("Microsoft.AspNetCore.Hosting.HttpRequestIn");
        request.ParentSpanId.ShouldBe(spans.Root);
        var publish = spans.Of("chat.publish");
        publish.ParentSpanId.ShouldBe(request.SpanId);
        var route = spans.Of("chat.route");
        route.ParentSpanId.ShouldBe(publish.SpanId);
        var send = spans.Of("chat.send");
        send.ParentSpanId.ShouldBe(route.SpanId);
        spans.Pipelines.ShouldBe([RouterServices.PipelineName, "chat.mock-whatsapp", StatusServices.PipelineName], ignoreOrder: true);
        await ShouldSayTheTraceAsync(api, spans);
        Lines(api, id, $"traceId={spans.Trace}").Count.ShouldBe(2, "router and channel");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_that_waited_in_the_fallback_list_keeps_its_trace(bool withRedis)
    {
        await using var redis = withRedis ? await RedisServer.CreateAsync() : null;
        void AddRedis(IServiceCollection services)
        {
            if (redis is not null)
                services.AddRedis(redis.Url);
        }

        await using var api = await ApiScene.CreateAsync(servers, "postgresql", store => new ScriptedTopics(store) { Away = true }, AddRedis);
        using var spans = new Spans();
        var id = await PostAsync(api, spans, "/v1/messages/fallback");
        await using (FlowProcess.Start(api.Chat, services =>
        {
            AddRedis(services);
            Workers(services).AddChatBackfillOnly(new FallbackOptions { StandBy = FlowScene.Soon });
        }))
            await DeliveredAsync(api, id);

        spans.Of("chat.send").ParentSpanId.ShouldBe(spans.Of("chat.route").SpanId);
        spans.Pipelines.ShouldBe(
            [FallbackServices.PipelineName, RouterServices.PipelineName, "chat.mock-whatsapp", StatusServices.PipelineName], ignoreOrder: true);
    }

    [Fact]
    public async Task Where_nobody_collects_spans_the_trace_of_the_client_goes_along_all_the_same()
    {
        await using var api = await ApiScene.CreateAsync(servers, "sqlite");
        var id = Guid.NewGuid();
        await PostAsync(api, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", id, "/v1/messages");
        await using (FlowProcess.Start(api.Chat, services => Workers(services).AddChatOutboxOnly(OutboxScene.Options)))
            await DeliveredAsync(api, id);

        var headers = await api.Chat.ListAsync("SELECT headers FROM penstock_topic_messages", row => row.GetString(0));
        headers.Count.ShouldBe(6);
        headers.ShouldAllBe(h => h.Contains("00-0af7651916cd43dd8448eb211c80319c-", StringComparison.Ordinal));
    }

    private static IServiceCollection Workers(IServiceCollection services)
    {
        FlowScene.Router()(services);
        FlowScene.Mock("whatsapp")(services);
        FlowScene.Updater()(services);
        return services;
    }

    private static async Task<Guid> PostAsync(ApiScene api, Spans spans, string path)
    {
        var id = Guid.NewGuid();
        await PostAsync(api, spans.TraceParent, id, path);
        return id;
    }

    private static async Task PostAsync(ApiScene api, string trace, Guid id, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(ApiScene.TextTo(1, id), Encoding.UTF8, "application/json"),
            Headers = { { "traceparent", trace } },
        };
        (await api.SendAsync(request, ChatToken.Create(ApiScene.Secret, 1, TimeProvider.System.GetUtcNow().AddMinutes(1)))).Status.ShouldBe(HttpStatusCode.Accepted);
    }

    private static Task DeliveredAsync(ApiScene api, Guid id) => Until.TrueAsync(
        "it is delivered", async () => await api.Chat.ScalarAsync<string>($"SELECT status FROM messages WHERE id = '{id:D}'") == "DELIVERED");

    private static async Task ShouldSayTheTraceAsync(ApiScene api, Spans spans)
    {
        var bodies = (await api.Chat.TopicAsync(ChatTopicNames.WhatsAppOutgoing)).Select(m => ChatMessageJson.Read(Encoding.UTF8.GetBytes(m.Body)).TraceId);
        bodies.ShouldBe([spans.Trace.ToHexString()]);
    }

    private static List<string> Lines(ApiScene api, Guid id, string text) =>
        [.. api.Chat.Log.Lines.Where(line => line.Contains($"{id}", StringComparison.Ordinal) && line.Contains(text, StringComparison.Ordinal))];
}
