using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Dev;
using Penstock.Relational;

namespace Penstock.Workers.Chat.Tests;

/// <summary>Pollers on a scene, and what they published.</summary>
internal static class OutboxScene
{
    public static readonly OutboxOptions Options = new() { RetryDelay = TimeSpan.FromMilliseconds(20), PollEvery = TimeSpan.FromMilliseconds(50) };

    public static Pipeline Poller(
        this ChatScene scene, OutboxOptions? options = null, Func<Store, ChatTopics>? topics = null, string? through = null, Reached? reached = null) =>
        scene.Process(
            (services, _) =>
            {
                services.AddChatOutboxOnly(options ?? Options);
                if (reached is not null)
                    services.AddSingleton(reached);
            },
            topics, through).GetRequiredService<Pipeline>();

    /// <summary>Runs a poller until nothing waits.</summary>
    public static async Task DrainAsync(this ChatScene scene, Pipeline? poller = null)
    {
        using var stop = new CancellationTokenSource();
        var running = (poller ?? scene.Poller()).RunAsync(stop.Token);
        await Until.TrueAsync("the outbox is empty", async () => await scene.PendingAsync() == 0);
        await stop.CancelAsync();
        await running;
    }

    /// <summary>The numbers of what was published flat, in the order of the topic's log.</summary>
    public static async Task<List<(string Key, int N)>> PublishedAsync(this ChatScene scene) =>
        [.. (await scene.TopicAsync(ChatTopicNames.MessageProcessing)).Select(m => (m.Key!, NumberOf(m.Body)))];

    /// <summary>All of them are there once, and those of a key in their order.</summary>
    public static async Task ShouldBePublishedOnceAsync(this ChatScene scene, int events)
    {
        var published = await scene.PublishedAsync();
        published.Select(p => p.N).Order().ShouldBe(Enumerable.Range(0, events));
        published.ShouldBeInOrder();
        (await scene.TopicAsync(ChatTopicNames.MessageEvents)).Count.ShouldBe(events);
    }

    public static void ShouldBeInOrder(this IEnumerable<(string Key, int N)> published)
    {
        foreach (var key in published.GroupBy(p => p.Key, StringComparer.Ordinal))
            key.Select(p => p.N).ShouldBeInOrder(SortDirection.Ascending, key.Key);
    }

    private static int NumberOf(string body)
    {
        using var json = JsonDocument.Parse(body);
        return json.RootElement.GetProperty("n").GetInt32();
    }
}
