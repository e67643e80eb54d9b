using Penstock.Dev;
using Penstock.Workers.Chat;

namespace Penstock.Bench;

/// <summary>The chat behind its outbox, on PostgreSQL: router, backfill, and the way from the outbox to a channel.</summary>
internal sealed class RouterBench(TextWriter progress, TimeProvider clock, CancellationToken cancellation)
{
    public const string Name = "router";

    public async Task<IReadOnlyList<BenchRow>> RunAsync(string? dbUrl)
    {
        await using var server = dbUrl is null ? await ThrowawayPostgres.CreateAsync(cancellationToken: cancellation) : null;
        await using var redis = await RedisServer.CreateAsync(cancellationToken: cancellation);
        var url = dbUrl ?? server!.Url;
        var limit = new TimeLimit(progress, clock, cancellation);
        return
        [
            .. await limit.RunAsync("router", TimeSpan.FromMinutes(5), stop => RouterAsync(url, stop)),
            .. await limit.RunAsync("backfill", TimeSpan.FromMinutes(2), stop => BackfillAsync(url, redis, stop)),
            .. await limit.RunAsync("latency", TimeSpan.FromMinutes(1), stop => LatencyAsync(dbUrl, stop)),
            .. await limit.RunAsync("statements", TimeSpan.FromMinutes(1), StatementsAsync),
        ];
    }

    private async Task<IReadOnlyList<BenchRow>> RouterAsync(string url, CancellationToken stop)
    {
        await using var scene = await RouterScene.CreateAsync(url);
        var rates = await new Rounds(progress, stop).MediansAsync(
            ("router, messages/s", () => RateAsync(scene, () => RunAsync(scene, stop))),
            ("bare loop, messages/s", () => RateAsync(scene, () => TimedAsync(() => new RouterBareLoop(scene).RunAsync(stop)))));
        return [BenchRow.Against(Name, "messages to two channels and the statuses, against SELECT and COPY", "messages/s", rates[0], rates[1])];
    }

    private async Task<IReadOnlyList<BenchRow>> BackfillAsync(string url, RedisServer redis, CancellationToken stop)
    {
        await using var scene = await RouterScene.CreateAsync(url);
        var rates = await new Rounds(progress, stop).MediansAsync(("backfill, messages/s", () => new BackfillLoad(scene, redis, clock).RateAsync(stop)));
        return [new BenchRow(Name, "fallback list to the router's topic, batch 50", "messages/s", rates[0])];
    }

    // A server of its own: one that still cleans up after the loads before is not idle.
    private async Task<IReadOnlyList<BenchRow>> LatencyAsync(string? dbUrl, CancellationToken stop)
    {
        await using var server = dbUrl is null ? await ThrowawayPostgres.CreateAsync(cancellationToken: stop) : null;
        await using var scene = await RouterScene.CreateAsync(dbUrl ?? server!.Url);
        var (way, commit) = await new FlowLatency(scene, new FlowRun(scene.Database, clock), clock).MediansAsync(stop);
        return [BenchRow.Against(Name, "outbox to a channel's call, idle, median, against one INSERT", "ms", way, commit)];
    }

    private async Task<IReadOnlyList<BenchRow>> StatementsAsync(CancellationToken stop)
    {
        await using var server = await ThrowawayPostgres.CreateAsync(StatementCounter.ServerSettings, stop);
        await using var scene = await RouterScene.CreateAsync(server.Url);
        if (await StatementCounter.TryCreateAsync(scene.Database, progress) is not { } statements)
            return [];

        await scene.FillAsync();
        await statements.ResetAsync();
        await RunAsync(scene, stop);
        var each = await statements.CountAsync() / (double)RouterScene.Messages;
        await scene.CheckAsync();
        return [new BenchRow(Name, "statements a message", "statements", each, StatementsPerMessage: each)];
    }

    private Task<TimeSpan> RunAsync(RouterScene scene, CancellationToken stop) => new FlowRun(scene.Database, clock).FinishAsync(
        RouterScene.Messages, (services, observed) => services.AddChatRouter(new RouterOptions(), observed), stop);

    private static async Task<double> RateAsync(RouterScene scene, Func<Task<TimeSpan>> run)
    {
        await scene.FillAsync();
        var elapsed = await run();
        await scene.CheckAsync();
        return RouterScene.Messages / elapsed.TotalSeconds;
    }

    private async Task<TimeSpan> TimedAsync(Func<Task> run)
    {
        var startedAt = clock.GetTimestamp();
        await run();
        return clock.GetElapsedTime(startedAt);
    }
}
