using Penstock.Dev;


namespace Penstock.Bench;

/// <summary>The chat's outbox on PostgreSQL: from its table to topics of the same database.</summary>
internal sealed class OutboxBench(TextWriter progress, TimeProvider clock, CancellationToken cancellation)
{
    public const string Name = "outbox";

    public async Task<IReadOnlyList<BenchRow>> RunAsync(string? dbUrl)
    {
        await using var server = dbUrl is null ? await ThrowawayPostgres.CreateAsync(cancellationToken: cancellation) : null;
        var url = dbUrl ?? server!.Url;
        var limit = new TimeLimit(progress, clock, cancellation);
        return
        [
            .. await limit.RunAsync("throughput", TimeSpan.FromMinutes(5), stop => ThroughputAsync(url, stop)),
            .. await limit.RunAsync("statements", TimeSpan.FromMinutes(1), StatementsAsync),
        ];
    }

    private async Task<IReadOnlyList<BenchRow>> ThroughputAsync(string url, CancellationToken stop)
    {
        await using var scene = await OutboxScene.CreateAsync(url);
        var rates = await new Rounds(progress, stop).MediansAsync(
            ("outbox, events/s", () => RateAsync(scene, () => new OutboxRun(scene, clock).FinishAsync(OutboxScene.Events, stop))),
            ("outbox, behind a backlog that waits, events/s", () => RateAsync(scene, () => new OutboxRun(scene, clock).FinishAsync(OutboxScene.Events, stop), waiting: 100_000)),
            ("bare loop, events/s", () => RateAsync(scene, () => TimedAsync(() => new OutboxBareLoop(scene).RunAsync(stop)))));
        return
        [
            BenchRow.Against(Name, "events to two topics, batch 500, against SELECT, COPY, UPDATE", "events/s", rates[0], rates[2]),
            BenchRow.Against(Name, "the same behind 100,000 of one conversation that waits", "events/s", rates[1], rates[2]),
        ];
    }

    private async Task<IReadOnlyList<BenchRow>> StatementsAsync(CancellationToken stop)
    {
        await using var server = await ThrowawayPostgres.CreateAsync(StatementCounter.ServerSettings, stop);
        await using var scene = await OutboxScene.CreateAsync(server.Url);
        if (await StatementCounter.TryCreateAsync(scene.Database, progress) is not { } statements)
            return [];

        await scene.FillAsync();
        await statements.ResetAsync();
        await new OutboxRun(scene, clock).FinishAsync(OutboxScene.Events, stop);
        var each = await statements.CountAsync() / (double)OutboxScene.Events;
        await scene.CheckAsync();
        return [new BenchRow(Name, "statements an event, batch 500", "statements", each, StatementsPerMessage: each)];
    }

    private static async Task<double> RateAsync(OutboxScene scene, Func<Task<TimeSpan>> run, int waiting = 0)
    {
        await scene.FillAsync(waiting);
        var elapsed = await run();
        await scene.CheckAsync();
        return OutboxScene.Events / elapsed.TotalSeconds;
    }

    private async Task<TimeSpan> TimedAsync(Func<Task> run)
    {
        var startedAt = clock.GetTimestamp();
        await run();
        return clock.GetElapsedTime(startedAt);
    }
}
