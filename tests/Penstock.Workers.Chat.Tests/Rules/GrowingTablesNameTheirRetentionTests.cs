using Penstock.Hosting;

namespace Penstock.Workers.Chat.Tests;

public sealed class GrowingTablesNameTheirRetentionTests(Servers servers)
{
    [ExpectedToFail("L5")]
    public Task Postgres_what_a_channel_has_sent_years_ago_is_no_longer_kept() => KeepAsync("postgresql", "now() - interval '20 years'");

    [ExpectedToFail("L5")]
    public Task Sqlite_what_a_channel_has_sent_years_ago_is_no_longer_kept() => KeepAsync("sqlite", "strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-20 years')");

    // Whichever of the workers does it: the first round comes with the start.
    private async Task KeepAsync(string kind, string old)
    {
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        foreach (var (n, at) in new[] { (0, old), (1, scene.Store.Dialect.UtcNow()) })
        {
            await scene.ExecuteAsync($"""
                INSERT INTO chat_channel_effects (message_id, channel, conversation_id, origin, created_at)
                VALUES ('{FlowScene.IdOf(n):D}', 'whatsapp', 1, 'whatsapp_outgoing/0/{n}', {at})
                """);
        }

        var store = scene.Open();
        await using var host = WorkerHost.Build(new WorkerHostOptions
        {
            Name = "chat",
            Ports = [],
            Logs = new LogOptions { Output = Stream.Null },
            Services = services =>
            {
                services.AddChat(store, new StoreTopics(store));
                services.AddChatOutbox(OutboxScene.Options);
                services.AddChatRouter(FlowScene.Routers);
                services.AddChatStatus(FlowScene.Updaters);
                services.AddChatMock("whatsapp", new MockOptions(), FlowScene.Senders);
            },
        });
        await host.StartAsync();
        await Within.SecondsAsync(4, async () => (await scene.EffectsAsync("whatsapp")).Count < 2);
        await host.StopAsync();

        (await scene.EffectsAsync("whatsapp")).Select(effect => effect.N).ShouldBe([1]);
    }
}
