using System.Globalization;
using Penstock.Redis;

namespace Penstock.Bench;

/// <summary>From XADD to the settlement, which is later than the commit, while messages come at a steady rate.</summary>
internal sealed class DigestLatency(DigestScene scene, TextWriter progress, TimeProvider clock, CancellationToken cancellation) : IPassObserver
{
    private const string SentField = "sent";
    private const int PerSecond = 1_000;
    private const int Seconds = 10;
    private const int WarmUpSeconds = 2;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    private readonly List<double> times = [];
    private readonly Lock gate = new();
    private readonly TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task<IReadOnlyList<BenchRow>> RunAsync()
    {
        await scene.FillAsync(0, cancellation);
        await progress.WriteLineAsync($"latency: {PerSecond} messages/s for {Seconds} s");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = new DigestRun(scene, clock).RunAsync(this, stop.Token);
        await OfferAsync();
        await all.Task.WaitAsync(cancellation);
        await stop.CancelAsync();
        await running;
        var counted = times.Skip(WarmUpSeconds * PerSecond).Order().ToList();
        return [Row("p50", counted[counted.Count / 2]), Row("p95", counted[counted.Count * 95 / 100])];
    }

    public void Settled(Pass pass)
    {
        var now = clock.GetTimestamp();
        lock (gate)
        {
            times.AddRange(pass.Verdicts.Select(verdict => clock.GetElapsedTime(SentAt(verdict.Delivery), now).TotalMilliseconds));
            if (times.Count >= PerSecond * Seconds)
                all.TrySetResult();
        }
    }

    public void Failed(Exception error) => all.TrySetException(error);

    private static BenchRow Row(string which, double time) =>
        new(DigestBench.Name, $"XADD to acknowledged at {PerSecond:#,0} messages/s, {which}", "ms", time);

    private static long SentAt(Delivery delivery) => long.Parse(delivery.Headers[SentField], CultureInfo.InvariantCulture);

    private async Task OfferAsync()
    {
        var startedAt = clock.GetTimestamp();
        for (var sent = 0; sent < PerSecond * Seconds;)
        {
            var due = Math.Min((int)(clock.GetElapsedTime(startedAt).TotalSeconds * PerSecond), PerSecond * Seconds);
            if (due > sent)
                await scene.Redis.CallAsync([.. Enumerable.Range(sent, due - sent).Select(Stamped)], cancellation);
            sent = Math.Max(due, sent);
            await Task.Delay(Step, clock, cancellation);
        }
    }

    private RedisCommand Stamped(int message) => DigestScene.Add(message).Add(SentField).Add(clock.GetTimestamp());
}
