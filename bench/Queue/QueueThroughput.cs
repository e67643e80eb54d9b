using Npgsql;

namespace Penstock.Bench;

/// <summary>Jobs a second on Postgres: ours in several shapes, the bare loop, and a job at a time.</summary>
internal sealed class QueueThroughput(string url, TextWriter progress, TimeProvider clock, CancellationToken cancellation)
{
    private const int Jobs = 200_000;
    private const int JobsOneByOne = 10_000;
    private const string PerSecond = "jobs/s";

    private double bytes;

    public async Task<IReadOnlyList<BenchRow>> RunAsync()
    {
        await using var database = await QueueBacklog.CreateAsync(url);
        await BareLoop.CreateAsync(database);
        var one = new QueueRun(database.Store, clock);
        var two = new QueueRun(database.Store, clock) { Lanes = 2 };
        var byKey = new QueueRun(database.Store, clock) { Keyed = true };
        var rates = await new Rounds(progress, cancellation).MediansAsync(
            ("queue, jobs/s", () => OursAsync(database, one)),
            ("bare loop, one connection, jobs/s", () => BareAsync(database, Jobs, () => BareLoop.RunAsync(database, 1, cancellation))),
            ("queue, two lanes, jobs/s", () => OursAsync(database, two)),
            ("bare loop, two connections, jobs/s", () => BareAsync(database, Jobs, () => BareLoop.RunAsync(database, 2, cancellation))),
            ("one job at a time, jobs/s", () => BareAsync(database, JobsOneByOne, () => SingleRowLoop.RunAsync(database, cancellation))),
            ("queue, keyed, jobs/s", () => OursAsync(database, byKey)),
            ("queue, beside a held transaction, jobs/s", () => HeldAsync(database, one)),
            ("bare loop, beside a held transaction, jobs/s", () => HeldBareAsync(database)));
        await OursAsync(database, one);
        return Rows(rates);
    }

    private BenchRow[] Rows(double[] rates) =>
    [
        Against("no-op handler, batch 500, against a bare claim and delete loop", rates[0], rates[1]) with { BytesPerMessage = bytes },
        Against("two lanes, against the bare loop on two connections", rates[2], rates[3]),
        Against($"against one claim and one delete a job, {SingleRowLoop.Workers} workers", rates[0], rates[4]),
        Against($"keyed messages of {QueueBacklog.Keys:#,0} keys, against keyless", rates[5], rates[0]),
        Against("a transaction held open elsewhere, against none", rates[6], rates[0]),
        Against("the bare loop itself, a transaction held open elsewhere, against none", rates[7], rates[1]),
    ];

    private static BenchRow Against(string what, double ours, double limit) => BenchRow.Against(QueueBench.Name, what, PerSecond, ours, limit);

    private async Task<double> OursAsync(BenchDatabase database, QueueRun run)
    {
        await QueueBacklog.FillAsync(database, Jobs, run.Keyed);
        return await OursFilledAsync(database, run);
    }

    private async Task<double> OursFilledAsync(BenchDatabase database, QueueRun run)
    {
        var bytesBefore = GC.GetTotalAllocatedBytes();
        var elapsed = await run.FinishAsync(Jobs, cancellation);
        bytes = (GC.GetTotalAllocatedBytes() - bytesBefore) / (double)Jobs;
        Check(await QueueBacklog.LeftAsync(database));
        return Jobs / elapsed.TotalSeconds;
    }

    private async Task<double> HeldAsync(BenchDatabase database, QueueRun run)
    {
        await QueueBacklog.FillAsync(database, Jobs);
        await using var held = await HeldTransaction.BeginAsync(database);
        return await OursFilledAsync(database, run);
    }

    private async Task<double> BareAsync(BenchDatabase database, int jobs, Func<Task<int>> run)
    {
        await BareLoop.FillAsync(database, jobs);
        return await BareFilledAsync(database, jobs, run);
    }

    private async Task<double> HeldBareAsync(BenchDatabase database)
    {
        await BareLoop.FillAsync(database, Jobs);
        await using var held = await HeldTransaction.BeginAsync(database);
        return await BareFilledAsync(database, Jobs, () => BareLoop.RunAsync(database, 1, cancellation));
    }

    private async Task<double> BareFilledAsync(BenchDatabase database, int jobs, Func<Task<int>> run)
    {
        var startedAt = clock.GetTimestamp();
        var done = await run();
        var elapsed = clock.GetElapsedTime(startedAt);
        Check(await BareLoop.LeftAsync(database) + jobs - done);
        return jobs / elapsed.TotalSeconds;
    }

    private static void Check(long left)
    {
        if (left != 0)
            throw new InvalidOperationException($"The benchmark is broken: {left:#,0} jobs are left.");
    }
}
