using System.IO.Compression;
using System.Net;
using System.Text;
using Penstock.Dev;
using Penstock.Relational;

namespace Penstock.Workers.Chat.Tests;

public sealed class WhatPeopleReallyHaveTests(Servers servers)
{
    [ExpectedToFail("M4")]
    public Task Postgres_what_follows_a_message_that_waits_in_the_list_is_published_behind_it() => FollowAsync("postgresql");

    [ExpectedToFail("M4")]
    public Task Sqlite_what_follows_a_message_that_waits_in_the_list_is_published_behind_it() => FollowAsync("sqlite");

    [ExpectedToFail("outbox-overlap")]
    public async Task Events_of_one_thing_whose_transactions_overlap_are_published_in_their_order_or_the_page_says_otherwise()
    {
        await using var scene = await ChatScene.CreateAsync(servers);
        using var stop = new CancellationTokenSource();
        var running = scene.Poller().RunAsync(stop.Token);
        await scene.EventsAsync(1);
        await Until.TrueAsync("the poller polls", async () => await scene.PendingAsync() == 0);
        await using (var connection = await scene.Store.OpenAsync(default))
        {
            await using var first = await scene.Store.BeginAsync(connection, default);
            await first.Command(OrderEvent("order.created")).RunAsync(default);
            await scene.ExecuteAsync(OrderEvent("order.paid"));
            await Within.SecondsAsync(4, async () => (await PublishedAsync()).Count == 1);
            await first.CommitAsync(default);
        }

        await Until.TrueAsync("both are published", async () => (await PublishedAsync()).Count == 2);
        await stop.CancelAsync();
        await running;

        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs/workers/chat-outbox.md"));
        if (!page.Contains("overlap", StringComparison.OrdinalIgnoreCase))
            (await PublishedAsync()).ShouldBe(["order.created", "order.paid"]);

        async Task<List<string>> PublishedAsync() =>
            [.. (await scene.TopicAsync(ChatTopicNames.DefaultEvents)).Select(record => record.Body.Contains("order.paid", StringComparison.Ordinal) ? "order.paid" : "order.created")];
    }

    [ExpectedToFail("gzip-body")]
    public async Task A_compressed_message_is_taken_or_told_by_the_name_of_its_encoding()
    {
        await using var api = await ApiScene.CreateAsync(servers, "sqlite");
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(ApiScene.TextTo(1, Guid.NewGuid())));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = new ByteArrayContent(packed.ToArray()) };
        request.Content.Headers.ContentEncoding.Add("gzip");

        var answer = await api.SendAsync(request, ChatToken.Create(ApiScene.Secret, 1, TimeProvider.System.GetUtcNow().AddMinutes(1)));

        if (answer.Status != HttpStatusCode.Accepted)
            answer.ShouldBeProblem(415, "gzip");
    }

    [ExpectedToFail("L2")]
    public Task A_trace_that_no_header_takes_costs_its_message_nothing() => PostWithAsync("one line\nand another");

    [ExpectedToFail("L2")]
    public Task A_trace_that_is_none_is_not_handed_on() => PostWithAsync("not a trace");

    private async Task FollowAsync(string kind)
    {
        ScriptedTopics? topics = null;
        await using var api = await ApiScene.CreateAsync(servers, kind, store => topics = new ScriptedTopics(store) { Away = true });
        (await PostAsync(0)).IsFallback.ShouldBeTrue();
        topics!.Away = false;
        await PostAsync(1);
        await using var backfill = FlowProcess.Start(api.Chat, services => services.AddChatBackfillOnly(new FallbackOptions()));
        await Within.SecondsAsync(20, async () => (await api.Chat.TopicAsync(ChatTopicNames.MessageProcessing)).Count == 2);

        (await api.Chat.TopicAsync(ChatTopicNames.MessageProcessing))
            .Select(record => FlowScene.NumberOf(ChatMessageJson.Read(Encoding.UTF8.GetBytes(record.Body)).MessageId)).ShouldBe([0, 1]);

        async Task<ApiScene.Answer> PostAsync(int n)
        {
            var answer = await api.PostAsync(ApiScene.TextTo(1, FlowScene.IdOf(n)), path: "/v1/messages/fallback");
            answer.Status.ShouldBe(HttpStatusCode.Accepted);
            return answer;
        }
    }

    private async Task PostWithAsync(string trace)
    {
        using var web = new ScriptedWeb();
        await using var scene = await ChatScene.CreateAsync(servers);
        await scene.SendAsync(WebhookScene.Topic, [FlowScene.Record(FlowScene.Message(0), trace)]);
        await using (WebhookScene.Start(scene, web))
            await Within.SecondsAsync(20, async () => (await scene.EffectsAsync("webhook")).Count == 1 || (await scene.LettersAsync()).Count == 1);

        (await scene.LettersAsync()).ShouldBeEmpty();
        web.Posts.ShouldHaveSingleItem().Trace.ShouldNotBe(trace);
    }

    private static string OrderEvent(string type) => $$"""
        INSERT INTO outbox_events (id, aggregate_type, aggregate_id, event_type, payload)
        VALUES (gen_random_uuid(), 'order', 'aaaaaaaa-0000-4000-8000-000000000001', '{{type}}', '{}')
        """;
}
