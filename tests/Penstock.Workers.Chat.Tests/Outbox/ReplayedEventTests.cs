using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Relational;

namespace Penstock.Workers.Chat.Tests;

public sealed class ReplayedEventTests(Servers servers)
{
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static readonly LetterFilter Pollers = new() { Pipeline = OutboxServices.PipelineName };

    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task A_replayed_event_is_published_behind_all_of_its_conversation_that_wait(string kind)
    {
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        await scene.EventsAsync(12, conversations: 2);
        await scene.DrainAsync(Refusing(scene, 2, 3, 4));
        (await scene.PublishedAsync()).Count.ShouldBe(9);
        await scene.EventsAsync(6, conversations: 2, first: 12);
        var replay = await ReplayAsync(scene);
        (replay.State, replay.Done).ShouldBe((ReplayState.Done, 3L));
        (await scene.PendingAsync()).ShouldBe(9);
        await scene.DrainAsync();

        var published = await scene.PublishedAsync();
        published.Where(p => p.Key == "conversation:1").Select(p => p.N).ShouldBe([0, 6, 8, 10, 12, 14, 16, 2, 4]);
        published.Where(p => p.Key == "conversation:2").Select(p => p.N).ShouldBe([1, 5, 7, 9, 11, 13, 15, 17, 3]);
        (await scene.TopicAsync(ChatTopicNames.MessageEvents)).Count.ShouldBe(18);
        (await scene.ScalarAsync<long>("SELECT count(*) FROM outbox_events WHERE published AND failures = 0 AND error_message IS NULL")).ShouldBe(18);
        (await scene.ScalarAsync<long>("SELECT count(*) FROM penstock_dead_letters WHERE resolved_at IS NULL")).ShouldBe(0);
    }

    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task An_event_that_the_outbox_has_forgotten_is_written_again_as_it_was(string kind)
    {
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        await scene.EventsAsync(1);
        await scene.ExecuteAsync($"UPDATE outbox_events SET traceparent = '{Trace}', created_at = '2025-12-02T10:30:00.123'");
        await scene.DrainAsync(Refusing(scene, 0));
        await scene.ExecuteAsync("DELETE FROM outbox_events");
        await ReplayAsync(scene);
        await scene.DrainAsync();

        using var envelope = JsonDocument.Parse((await scene.TopicAsync(ChatTopicNames.MessageEvents)).ShouldHaveSingleItem().Body);
        envelope.RootElement.GetProperty("event_id").GetString().ShouldBe(ChatScene.IdOf(0));
        envelope.RootElement.GetProperty("aggregate_type").GetString().ShouldBe("message");
        envelope.RootElement.GetProperty("aggregate_id").GetString().ShouldBe(ChatScene.IdOf(0));
        envelope.RootElement.GetProperty("event_type").GetString().ShouldBe("message.created");
        envelope.RootElement.GetProperty("created_at").GetString().ShouldBe("2025-12-02T10:30:00.123000");
        (await scene.ListAsync("SELECT headers FROM penstock_topic_messages WHERE topic = 'message_processing'", r => r.GetString(0)))
            .ShouldHaveSingleItem().ShouldContain(Trace);
    }

    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task An_edited_letter_is_published_as_it_is_now_and_what_is_no_event_any_more_stays_parked(string kind)
    {
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        await scene.EventsAsync(3);
        await scene.DrainAsync(Refusing(scene, 0, 1, 2));
        await EditAsync(scene, 1, """{"conversation_id":7,"n":77}""");
        await EditAsync(scene, 2, "{ no JSON");
        var replay = await ReplayAsync(scene);
        (replay.Done, replay.Failed).ShouldBe((2L, 1L));
        await scene.DrainAsync();

        (await scene.PublishedAsync()).ShouldBe([("conversation:1", 0), ("conversation:7", 77)], ignoreOrder: true);
        (await scene.ListAsync("SELECT failure FROM penstock_replay_items WHERE failure IS NOT NULL", r => r.GetString(0)))
            .ShouldHaveSingleItem().ShouldContain("The body is no JSON: line 1, byte 3.");
        (await scene.ListAsync("SELECT origin FROM penstock_dead_letters WHERE resolved_at IS NULL", r => r.GetString(0))).ShouldBe([ChatScene.IdOf(2)]);
    }

    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task What_fails_again_is_a_letter_again_and_what_somebody_has_unmarked_is_published_once(string kind)
    {
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        await scene.EventsAsync(2);
        await scene.DrainAsync(Refusing(scene, 0, 1));
        await scene.ExecuteAsync("UPDATE outbox_events SET published = @no, failures = 0 WHERE error_message IS NOT NULL AND position = 1", ("no", false));
        (await ReplayAsync(scene)).Done.ShouldBe(2);
        await scene.DrainAsync(Refusing(scene, 1));

        (await scene.PublishedAsync()).Select(p => p.N).ShouldBe([0]);
        (await scene.ListAsync("SELECT state, origin FROM penstock_dead_letters ORDER BY id", r => (r.GetString(0), r.GetString(1)))).ShouldBe(
            [(LetterState.Replayed, ChatScene.IdOf(0)), (LetterState.Replayed, ChatScene.IdOf(1)), (LetterState.Parked, ChatScene.IdOf(1))]);
        (await scene.TopicAsync(ChatTopicNames.MessageProcessingDlq)).Count.ShouldBe(3);
    }

    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task A_router_s_letter_goes_back_to_the_router_and_its_message_is_sent(string kind)
    {
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        await scene.AcceptAsync(3);
        await scene.SendAsync(ChatTopicNames.MessageProcessing, FlowScene.Many(3, conversations: 1));
        var isMended = false;
        await using var workers = FlowProcess.Start(
            scene,
            services =>
            {
                FlowScene.Router()(services);
                FlowScene.Mock("whatsapp")(services);
                FlowScene.Updater()(services);
            },
            topics: store =>
            {
                var topics = new FaultyTopics(store);
                topics.Refused["\"text 1\""] = () => !isMended;
                return topics;
            });
        await scene.RoutedAsync();
        (await scene.DlqAsync()).ShouldHaveSingleItem().GetProperty("original_message_id").GetGuid().ShouldBe(FlowScene.IdOf(1));
        isMended = true;
        (await ReplayAsync(scene, new LetterFilter { Pipeline = RouterServices.PipelineName })).Done.ShouldBe(1);
        await scene.RoutedAsync();
        await scene.SentAsync("whatsapp");
        await scene.UpdatedAsync();

        (await scene.EffectsAsync("whatsapp")).Select(e => e.N).ShouldBe([0, 2, 1]);
        // It had failed, and people were told: that stays, with all that came of it in its history.
        (await scene.StatusAsync(1)).ShouldBe("FAILED");
        (await scene.HistoryAsync(1)).ShouldBe(["FAILED", "PROCESSING", "SENT", "DELIVERED"]);
    }

    private static Pipeline Refusing(ChatScene scene, params int[] numbers) => scene.Poller(topics: store =>
    {
        var topics = new ScriptedTopics(store);
        foreach (var n in numbers)
            topics.Refused[$"\"{ChatScene.IdOf(n)}\""] = int.MaxValue;
        return topics;
    });

    private static async Task<Replay> ReplayAsync(ChatScene scene, LetterFilter? filter = null)
    {
        var replays = new Replays(scene.Store, TimeProvider.System, paths: [new OutboxReturn(scene.Store)]);
        var replay = await replays.CreateAsync(new ReplayRequest(filter ?? Pollers, "ann"), default);
        return await replays.RunAsync(replay.Id!.Value, null, default);
    }

    private static Task EditAsync(ChatScene scene, int n, string body) => scene.ExecuteAsync(
        "UPDATE penstock_dead_letters SET body = @body WHERE origin = @origin", ("body", Encoding.UTF8.GetBytes(body)), ("origin", ChatScene.IdOf(n)));
}
