using System.Text.Json;
using Penstock.Dev;

namespace Penstock.Workers.Chat.Tests;

public sealed class FailingEventTests(Servers servers)
{
    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task Behind_an_event_that_fails_its_conversation_waits_and_the_others_overtake(string kind)
    {
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        var poller = scene.Poller(
            OutboxScene.Options with { RetryDelay = TimeSpan.FromSeconds(6) },
            store =>
            {
                var topics = new ScriptedTopics(store);
                topics.Refused[ChatScene.IdOf(5)] = 1;
                return topics;
            });
        // Conversation 6 has 5, 15, 25 …
        await scene.EventsAsync(300, conversations: 10);
        await scene.DrainAsync(poller);

        await scene.ShouldBePublishedOnceAsync(300);
        var published = await scene.PublishedAsync();
        published.Select(p => p.Key).ToList()[^30..].ShouldAllBe(key => key == "conversation:6");
        (await scene.ScalarAsync<long>("SELECT count(*) FROM outbox_events WHERE failures = 1 AND version = 2 AND error_message IS NULL")).ShouldBe(1);
        (await scene.ScalarAsync<long>("SELECT count(*) FROM outbox_events WHERE failures > 0")).ShouldBe(1);
    }

    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task The_third_failure_is_a_dead_letter_and_the_conversation_goes_on(string kind)
    {
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        var poller = scene.Poller(topics: store =>
        {
            var topics = new ScriptedTopics(store);
            topics.Refused[ChatScene.IdOf(7)] = int.MaxValue;
            return topics;
        });
        await scene.EventsAsync(100, conversations: 2);
        await scene.DrainAsync(poller);

        var published = await scene.PublishedAsync();
        published.Count.ShouldBe(99);
        published.ShouldBeInOrder();
        var record = (await scene.TopicAsync(ChatTopicNames.MessageProcessingDlq)).ShouldHaveSingleItem();
        using var json = JsonDocument.Parse(record.Body);
        json.RootElement.GetProperty("dlq_id").GetString().ShouldBe(ChatScene.IdOf(7));
        json.RootElement.GetProperty("retry_count").GetInt32().ShouldBe(3);
        json.RootElement.GetProperty("failure_reason").GetString()!.ShouldContain("is refused");
        json.RootElement.GetProperty("payload").GetProperty("n").GetInt32().ShouldBe(7);
        (await scene.ListAsync(
            "SELECT pipeline, origin, failures FROM penstock_dead_letters WHERE resolved_at IS NULL", r => (r.GetString(0), r.GetString(1), r.GetInt32(2))))
            .ShouldBe([("chat.outbox", ChatScene.IdOf(7), 3)]);
        (await scene.ListAsync("SELECT error_message FROM outbox_events WHERE published AND error_message IS NOT NULL AND failures = 3", r => r.GetString(0)))
            .ShouldHaveSingleItem().ShouldContain("is refused");
        scene.Log.Lines.ShouldContain(line => line.Contains("is a dead letter after 3 attempts", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task Events_that_fail_now_and_then_keep_the_order_of_their_conversations(string kind)
    {
        const int events = 3_000;
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        await scene.EventsAsync(events, conversations: 20);
        using var stop = new CancellationTokenSource();
        var pollers = Enumerable.Range(0, 3).Select(_ => scene.Poller(topics: store =>
        {
            var topics = new ScriptedTopics(store);
            for (var n = 0; n < events; n += 150)
                topics.Refused[ChatScene.IdOf(n)] = 1;
            return topics;
        }).RunAsync(stop.Token)).ToList();
        await Until.TrueAsync("the outbox is empty", async () => await scene.PendingAsync() == 0);
        await stop.CancelAsync();
        await Task.WhenAll(pollers);

        // Each poller refuses once: an event that meets all three is a dead letter.
        var published = await scene.PublishedAsync();
        published.ShouldBeInOrder();
        var dead = await scene.ListAsync("SELECT origin FROM penstock_dead_letters", r => r.GetString(0));
        published.Select(p => ChatScene.IdOf(p.N)).Concat(dead).Order(StringComparer.Ordinal)
            .ShouldBe(Enumerable.Range(0, events).Select(ChatScene.IdOf).Order(StringComparer.Ordinal));
        (await scene.ScalarAsync<long>("SELECT count(*) FROM outbox_events WHERE failures > 0")).ShouldBe(events / 150);
    }
}
