using System.Diagnostics.Metrics;
using Penstock.Dev;
using Penstock.Redis;

namespace Penstock.Bench;

/// <summary>How soon work resumes when a server that was killed answers again, and how busy the connections to the database are.</summary>
internal sealed class DigestOutage(TextWriter progress, TimeProvider clock, CancellationToken cancellation) : IPassObserver
{
    private const int Outages = 3;
    private const int Backlog = 200;
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Offered = TimeSpan.FromMilliseconds(20);

    private TaskCompletionSource<long> next = NewSignal();
    private double busiest;

    public async Task<IReadOnlyList<BenchRow>> RunAsync()
    {
        await using var postgres = await ThrowawayPostgres.CreateAsync(cancellationToken: cancellation);
        await using var redis = await RedisServer.CreateAsync(cancellationToken: cancellation);
        await using var scene = await DigestScene.CreateAsync(postgres.Url, redis);
        using var listener = Listen();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await scene.FillAsync(Backlog, cancellation);
        var running = new DigestRun(scene, clock).RunAsync(this, stop.Token);
        var offering = OfferAsync(scene, stop.Token);
        await NextAsync();
        var database = await SlowestAsync("PostgreSQL", postgres.KillAsync, () => postgres.StartAsync(cancellation), listener);
        var stream = await SlowestAsync("Redis", redis.KillAsync, () => redis.StartAsync(cancellation), listener);
        await stop.CancelAsync();
        await Task.WhenAll(running, offering);
        return
        [
            new BenchRow(DigestBench.Name, $"after an outage of PostgreSQL, work resumes, the slowest of {Outages}", "s", database),
            new BenchRow(DigestBench.Name, $"after an outage of Redis, work resumes, the slowest of {Outages}", "s", stream),
            new BenchRow(DigestBench.Name, "connections to the database in use, at most", "of all", busiest),
        ];
    }

    public void Settled(Pass pass)
    {
        if (pass.Verdicts.Any(verdict => verdict.Settlement is Settlement.Complete))
            next.TrySetResult(clock.GetTimestamp());
    }

    public void Failed(Exception error)
    {
        // An outage is what is wanted here.
    }

    private async Task<double> SlowestAsync(string what, Func<Task> kill, Func<Task> start, MeterListener listener)
    {
        var slowest = 0.0;
        for (var i = 1; i <= Outages; i++)
        {
            await kill();
            await Task.Delay(Away, clock, cancellation);
            await start();
            var backAt = clock.GetTimestamp();
            var resumed = clock.GetElapsedTime(backAt, await NextAsync()).TotalSeconds;
            listener.RecordObservableInstruments();
            await progress.WriteLineAsync($"{what} away {i} of {Outages}: work resumed after {resumed:0.00} s");
            slowest = Math.Max(slowest, resumed);
        }

        return slowest;
    }

    private async Task<long> NextAsync()
    {
        next = NewSignal();
        return await next.Task.WaitAsync(cancellation);
    }

    private async Task OfferAsync(DigestScene scene, CancellationToken stopping)
    {
        for (var message = Backlog; !stopping.IsCancellationRequested; message++)
        {
            try
            {
                await scene.Redis.CallAsync(DigestScene.Add(message), stopping);
                await Task.Delay(Offered, clock, stopping);
            }
            catch (Exception error) when (error is RedisException or OperationCanceledException)
            {
                // Away: another one is offered when it is back.
            }
        }
    }

    private MeterListener Listen()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, meters) =>
            {
                if (instrument.Name == "digest_db_pool_busy_ratio")
                    meters.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => busiest = Math.Max(busiest, value));
        listener.Start();
        return listener;
    }

    private static TaskCompletionSource<long> NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
