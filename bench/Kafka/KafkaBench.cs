using Microsoft.Extensions.DependencyInjection;
using Penstock.Dev;
using Penstock.Redis;
using Penstock.Workers.Chat;

namespace Penstock.Bench;

/// <summary>The chat with its topics on Kafka: a mock cluster in a process of its own, a new one each round.</summary>
internal sealed class KafkaBench(TextWriter progress, TimeProvider clock, CancellationToken cancellation)
{
    public const string Name = "kafka";

    private const int Routed = 40_000;

    public async Task<IReadOnlyList<BenchRow>> RunAsync(string? dbUrl)
    {
        await using var server = dbUrl is null ? await ThrowawayPostgres.CreateAsync(cancellationToken: cancellation) : null;
        var url = dbUrl ?? server!.Url;
        var limit = new TimeLimit(progress, clock, cancellation);
        return
        [
            .. await limit.RunAsync("router", TimeSpan.FromMinutes(5), stop => RouterAsync(url, stop)),
            .. await limit.RunAsync("outbox", TimeSpan.FromMinutes(5), stop => OutboxAsync(url, stop)),
            .. await limit.RunAsync("source", TimeSpan.FromMinutes(2), SourceAsync),
            .. await limit.RunAsync("latency", TimeSpan.FromMinutes(2), stop => LatencyAsync(url, stop)),
        ];
    }

    private async Task<IReadOnlyList<BenchRow>> RouterAsync(string url, CancellationToken stop)
    {
        await using var scene = await RouterScene.CreateAsync(url);
        await using var redis = await RedisServer.CreateAsync(cancellationToken: stop);
        var rates = await new Rounds(progress, stop).MediansAsync(
            ("router, messages/s", () => RoutedAsync(c => RouteAsync(scene, c, null, stop), stop)),
            ("router that notes in Redis what it routed, messages/s", () => RoutedAsync(c => RouteAsync(scene, c, redis.Url, stop), stop)),
            ("bare loop, messages/s", () => RoutedAsync(c => Task.Run(() => new KafkaRouterBareLoop(c, clock).Run(Routed, stop), stop), stop)));
        return
        [
            BenchRow.Against(Name, "router: messages to two channels and the statuses, against consume, produce, commit", "messages/s", rates[0], rates[2]),
            BenchRow.Against(Name, "the same with Redis to tell duplicates", "messages/s", rates[1], rates[2]),
        ];
    }

    private static async Task<double> RoutedAsync(Func<BenchCluster, Task<TimeSpan>> run, CancellationToken stop)
    {
        await using var cluster = await BenchCluster.CreateAsync(stop);
        await cluster.FillAsync(Routed, stop);
        var elapsed = await run(cluster);
        foreach (var topic in ChatChannels.Known.Select(ChatTopicNames.OutgoingOf).Append(ChatTopicNames.MessageStatusUpdates))
            cluster.Check(topic, Routed);
        return Routed / elapsed.TotalSeconds;
    }

    private Task<TimeSpan> RouteAsync(RouterScene scene, BenchCluster cluster, string? redis, CancellationToken stop) =>
        new FlowRun(scene.Database, cluster.OpenTopics(), clock).FirstToLastAsync(
            Routed,
            (services, observed) =>
            {
                if (redis is not null)
                    services.AddRedis(redis);
                services.AddChatRouter(new RouterOptions(), observed);
            },
            stop);

    private async Task<IReadOnlyList<BenchRow>> OutboxAsync(string url, CancellationToken stop)
    {
        await using var scene = await OutboxScene.CreateAsync(url);
        var rates = await new Rounds(progress, stop).MediansAsync(
            ("outbox, events/s", () => PublishedAsync(scene, c => new FlowRun(scene.Database, c.OpenTopics(), clock).FirstToLastAsync(
                OutboxScene.Events, (services, observed) => services.AddChatOutbox(OutboxRun.Options, observed), stop), stop)),
            ("bare loop, events/s", () => PublishedAsync(scene, c => new KafkaOutboxBareLoop(scene, c, clock).RunAsync(stop), stop)));
        return [BenchRow.Against(Name, "outbox: events to two topics, batch 500, against SELECT, produce, UPDATE", "events/s", rates[0], rates[1])];
    }

    private static async Task<double> PublishedAsync(OutboxScene scene, Func<BenchCluster, Task<TimeSpan>> run, CancellationToken stop)
    {
        await scene.FillAsync();
        await using var cluster = await BenchCluster.CreateAsync(stop);
        var elapsed = await run(cluster);
        foreach (var topic in new[] { ChatTopicNames.MessageEvents, ChatTopicNames.MessageProcessing })
            cluster.Check(topic, OutboxScene.Events);
        return OutboxScene.Events / elapsed.TotalSeconds;
    }

    private async Task<IReadOnlyList<BenchRow>> SourceAsync(CancellationToken stop)
    {
        await using var cluster = await BenchCluster.CreateAsync(stop);
        await cluster.FillAsync(KafkaSourceFigures.Messages, stop);
        var source = new KafkaSourceFigures(cluster, clock);
        // The first pays for what is made once.
        await source.BytesAsync(stop);
        await using var again = await BenchCluster.CreateAsync(stop);
        await again.FillAsync(KafkaSourceFigures.Messages, stop);
        var (ours, bare) = await new KafkaSourceFigures(again, clock).BytesAsync(stop);
        var (done, megabytes) = await source.HeldAsync(stop);
        return
        [
            new BenchRow(Name, "source: allocated, against a bare consumer", "bytes/message", ours, bare, ours / bare),
            new BenchRow(Name, "source: records done behind a held key in each of 8 partitions", "records", done),
            new BenchRow(Name, "source: live objects then", "MB", megabytes),
        ];
    }

    private async Task<IReadOnlyList<BenchRow>> LatencyAsync(string url, CancellationToken stop)
    {
        await using var scene = await RouterScene.CreateAsync(url);
        await using var cluster = await BenchCluster.CreateAsync(stop);
        var (median, _) = await new FlowLatency(scene, new FlowRun(scene.Database, cluster.OpenTopics(prompt: true), clock), clock).MediansAsync(stop);
        return [new BenchRow(Name, "accepted to a channel's call, idle, median", "ms", median)];
    }
}
