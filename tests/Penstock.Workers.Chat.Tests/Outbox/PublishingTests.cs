using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Dev;
using Penstock.Redis;
using Penstock.Relational;

namespace Penstock.Workers.Chat.Tests;

public sealed class PublishingTests(Servers servers)
{
    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task An_event_is_published_in_its_envelope_and_a_new_message_flat_too(string kind)
    {
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        await scene.EventsAsync(3);
        await scene.ExecuteAsync("UPDATE outbox_events SET traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'");
        await scene.DrainAsync();

        var events = await scene.TopicAsync(ChatTopicNames.MessageEvents);
        events.ShouldAllBe(e => e.Key == "conversation:1");
        using var envelope = JsonDocument.Parse(events[0].Body);
        envelope.RootElement.EnumerateObject().Select(p => p.Name).ShouldBe(
            ["event_id", "aggregate_type", "aggregate_id", "event_type", "payload", "created_at", "published_at"]);
        envelope.RootElement.GetProperty("payload").GetProperty("n").GetInt32().ShouldBe(0);
        await scene.ShouldBePublishedOnceAsync(3);
        var headers = await scene.ListAsync("SELECT headers FROM penstock_topic_messages", r => r.GetString(0));
        headers.ShouldAllBe(h => h.Contains("traceparent", StringComparison.Ordinal) && h.Contains(OutgoingMessage.IdHeader, StringComparison.Ordinal));
        (await scene.ScalarAsync<long>("SELECT count(*) FROM outbox_events WHERE published AND published_at IS NOT NULL AND error_message IS NULL")).ShouldBe(3);
    }

    [Theory]
    [InlineData("message.updated", "message_events")]
    [InlineData("file.uploaded", "file_events")]
    [InlineData("file.completed", "file_events")]
    [InlineData("conversation.created", "conversation_events")]
    [InlineData("something.else", "default_events")]
    public async Task An_events_type_chooses_its_topic(string type, string topic)
    {
        await using var scene = await ChatScene.CreateAsync(servers, "sqlite");
        await scene.EventsAsync(1);
        await scene.ExecuteAsync("UPDATE outbox_events SET event_type = @type", ("type", type));
        await scene.DrainAsync();

        (await scene.ListAsync("SELECT topic FROM penstock_topic_messages", r => r.GetString(0))).ShouldBe([topic]);
    }

    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task What_is_published_flat_is_a_matter_of_configuration(string kind)
    {
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        await scene.EventsAsync(2);
        FlatTopics.TryParse("message.created=elsewhere", out var map).ShouldBeTrue();
        await scene.DrainAsync(scene.Poller(OutboxScene.Options with { Flat = map }));

        (await scene.ListAsync("SELECT DISTINCT topic FROM penstock_topic_messages ORDER BY topic", r => r.GetString(0))).ShouldBe(["elsewhere", "message_events"]);
        FlatTopics.TryParse("message.created", out _).ShouldBeFalse();
        FlatTopics.TryParse("none", out var none).ShouldBeTrue();
        none.Topics.ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task Three_pollers_publish_five_thousand_events_once_and_each_conversation_in_order(string kind)
    {
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        await scene.EventsAsync(5_000, conversations: 50);
        using var stop = new CancellationTokenSource();
        var pollers = Enumerable.Range(0, 3).Select(_ => scene.Poller().RunAsync(stop.Token)).ToList();
        await Until.TrueAsync("the outbox is empty", async () => await scene.PendingAsync() == 0);
        await stop.CancelAsync();
        await Task.WhenAll(pollers);

        await scene.ShouldBePublishedOnceAsync(5_000);
    }

    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task One_long_conversation_is_published_in_order_by_many(string kind)
    {
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        await scene.EventsAsync(2_000);
        using var stop = new CancellationTokenSource();
        var pollers = Enumerable.Range(0, 3).Select(_ => scene.Poller().RunAsync(stop.Token)).ToList();
        await scene.EventsAsync(500, first: 2_000);
        await Until.TrueAsync("the outbox is empty", async () => await scene.PendingAsync() == 0);
        await stop.CancelAsync();
        await Task.WhenAll(pollers);

        await scene.ShouldBePublishedOnceAsync(2_500);
    }

    [Fact]
    public async Task Ten_thousand_events_at_batch_500_need_no_more_than_a_statement_for_twenty()
    {
        const int events = 10_000;
        await using var scene = await ChatScene.CreateAsync(servers);
        await scene.EventsAsync(events, conversations: 500);
        var address = $"{scene.Url.Scheme}://{scene.Url.Rest}";
        await using var proxy = PostgresProxy.Start(new Uri(address).Port);
        // Others look at the outbox meanwhile by a way of their own.
        await scene.DrainAsync(scene.Poller(OutboxScene.Options with { BatchSize = 500 }, through: proxy.UrlOf(address)));

        await scene.ShouldBePublishedOnceAsync(events);
        TestContext.Current.SendDiagnosticMessage("{0} statements an event", proxy.Executed / (double)events);
        (proxy.Executed / (double)events).ShouldBeInRange(0.002, 0.05);
    }

    [Fact]
    public async Task An_event_that_is_committed_late_is_published_all_the_same()
    {
        await using var scene = await ChatScene.CreateAsync(servers);
        var poller = scene.Poller();
        using var stop = new CancellationTokenSource();
        var running = poller.RunAsync(stop.Token);
        await using (var connection = await scene.Store.OpenAsync(default))
        {
            await using var late = await scene.Store.BeginAsync(connection, default);
            await late.Command($"""
                INSERT INTO outbox_events (aggregate_type, aggregate_id, event_type, payload)
                VALUES ('message', gen_random_uuid(), 'message.created', CAST('{"{"}"conversation_id":1,"n":0{"}"}' AS jsonb))
                """).RunAsync(default);
            await scene.EventsAsync(200, conversations: 40, first: 1);
            await Until.TrueAsync("the others are published", async () => (await scene.PublishedAsync()).Count == 200);
            await late.CommitAsync();
        }

        await Until.TrueAsync("all are", async () => (await scene.PublishedAsync()).Count == 201);
        await stop.CancelAsync();
        await running;
        (await scene.PublishedAsync())[^1].N.ShouldBe(0);
    }

    [Fact]
    public async Task Whoever_listens_to_a_conversation_hears_of_a_new_message_after_it_is_published()
    {
        await using var scene = await ChatScene.CreateAsync(servers);
        await scene.EventsAsync(1);
        await using var redis = new RedisClient(RedisUrl.Parse(servers.Redis.Url), TimeProvider.System);
        using var ears = await Ears.ListenAsync(servers.Redis, "conversation:1");
        await using var services = scene.Process((collection, _) => collection.AddSingleton<IRedis>(redis).AddChatOutboxOnly(OutboxScene.Options));
        var news = services.GetRequiredService<ConversationNews>();
        await news.StartAsync(default);
        await scene.DrainAsync(services.GetRequiredService<Pipeline>());

        using var heard = JsonDocument.Parse(await ears.HearAsync());
        heard.RootElement.EnumerateObject().Select(p => p.Name).ShouldBe(
            ["type", "message_id", "conversation_id", "sender_id", "sender_username", "payload", "channels", "created_at", "timestamp"]);
        heard.RootElement.GetProperty("type").GetString().ShouldBe("message.created");
        heard.RootElement.GetProperty("message_id").GetString().ShouldBe(ChatScene.IdOf(0));
        await news.StopAsync(default);
    }

    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task What_was_published_long_ago_is_removed_and_what_waits_stays(string kind)
    {
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        await scene.EventsAsync(2_500);
        await scene.DrainAsync();
        var old = scene.Store.Dialect.IsPostgres() ? "now() - interval '2 days'" : "strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-2 days')";
        await scene.ExecuteAsync($"UPDATE outbox_events SET published_at = {old} WHERE position <= 2300");
        await scene.EventsAsync(1, first: 2_500);
        await using var services = scene.Process((collection, _) => collection.AddChatOutboxOnly(OutboxScene.Options).AddSingleton<OutboxRetention>());

        (await services.GetRequiredService<OutboxRetention>().RunAsync(default)).ShouldBe(2_300);
        (await scene.ScalarAsync<long>("SELECT count(*) FROM outbox_events")).ShouldBe(201);
    }
}
