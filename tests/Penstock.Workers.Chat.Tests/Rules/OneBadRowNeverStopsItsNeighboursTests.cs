namespace Penstock.Workers.Chat.Tests;

public sealed class OneBadRowNeverStopsItsNeighboursTests(Servers servers)
{
    [ExpectedToFail("outbox-bad-row")]
    public async Task An_event_whose_thing_has_another_kind_of_id_is_published_or_given_up_and_the_others_are_published()
    {
        await using var scene = await ChatScene.CreateAsync(servers, "sqlite");
        await scene.ExecuteAsync("""
            INSERT INTO outbox_events (id, aggregate_type, aggregate_id, event_type, payload) VALUES
                ('6f1c1f7e-9f2c-4b52-9a0e-1d2c3b4a5968', 'order', '42', 'order.created', '{}'),
                ('7f1c1f7e-9f2c-4b52-9a0e-1d2c3b4a5968', 'file', '8f1c1f7e-9f2c-4b52-9a0e-1d2c3b4a5968', 'file.uploaded', '{"a":1}')
            """);
        using var stop = new CancellationTokenSource();
        var running = scene.Poller().RunAsync(stop.Token);
        await Within.SecondsAsync(4, async () => await scene.PendingAsync() == 0);
        await stop.CancelAsync();
        await running;

        (await scene.TopicAsync(ChatTopicNames.FileEvents)).Count.ShouldBe(1, "the neighbour");
        ((await scene.TopicAsync(ChatTopicNames.DefaultEvents)).Count + (await scene.LettersAsync()).Count).ShouldBe(1, "the one with the strange id");
    }
}
