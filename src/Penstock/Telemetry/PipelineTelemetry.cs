using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Penstock;

/// <summary>The runtime's meters and activities, labelled by pipeline. Counted a batch at a time, after the settlement.</summary>
internal sealed class PipelineTelemetry : IDisposable
{
    private static readonly Meter Meter = new("Penstock");
    private static readonly ActivitySource Activities = new("Penstock");
    private static readonly ConcurrentDictionary<PipelineTelemetry, byte> Live = [];

    private static readonly Counter<long> Deliveries = Meter.CreateCounter<long>(
        "penstock_deliveries_total", description: "Settled deliveries, by settlement.");

    private static readonly Counter<long> LostDeliveries = Meter.CreateCounter<long>(
        "penstock_deliveries_lost_total", description: "Deliveries that were no longer ours when they were settled.");

    private static readonly Histogram<double> PassSeconds = Meter.CreateHistogram(
        "penstock_pass_seconds", description: "From the claim of a batch to its settlement.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30, 60] });

    private readonly KeyValuePair<string, object?> label;
    private readonly Func<bool> isOpen;
    private readonly Func<bool> isPaused;
    private readonly TimeProvider clock;

    static PipelineTelemetry()
    {
        Meter.CreateObservableGauge("penstock_breaker_open", () => Observe(t => t.isOpen()), description: "1 while a dependency is away.");
        Meter.CreateObservableGauge("penstock_paused", () => Observe(t => t.isPaused()), description: "1 while an operator's pause holds.");
    }

    public PipelineTelemetry(string pipeline, Func<bool> isOpen, Func<bool> isPaused, TimeProvider clock)
    {
        label = new("pipeline", pipeline);
        (this.isOpen, this.isPaused, this.clock) = (isOpen, isPaused, clock);
        Live.TryAdd(this, 0);
    }

    public Activity? Start(Batch batch)
    {
        var activity = Activities.StartActivity("penstock.pass");
        activity?.SetTag("penstock.pipeline", label.Value).SetTag("penstock.batch_size", batch.Items.Count);
        return activity;
    }

    public void Settled(IReadOnlyList<Verdict> verdicts, int lost, TimeSpan elapsed)
    {
        int complete = 0, retry = 0, dead = 0, release = 0;
        for (var i = 0; i < verdicts.Count; i++)
        {
            _ = verdicts[i].Settlement switch
            {
                Settlement.Complete => complete++,
                Settlement.Retry => retry++,
                Settlement.DeadLetter => dead++,
                _ => release++,
            };
        }

        Count(complete, "complete");
        Count(retry, "retry");
        Count(dead, "dead_letter");
        Count(release, "release");
        if (lost > 0)
            LostDeliveries.Add(lost, label);
        PassSeconds.Record(elapsed.TotalSeconds, label);
        DeliverySpans.Tell(Activities, (string)label.Value!, verdicts, clock.GetUtcNow() - elapsed);
    }

    public void Dispose() => Live.TryRemove(this, out _);

    private void Count(int count, string settlement)
    {
        if (count > 0)
            Deliveries.Add(count, label, new("settlement", settlement));
    }

    private static IEnumerable<Measurement<int>> Observe(Func<PipelineTelemetry, bool> state) =>
        Live.Keys.Select(t => new Measurement<int>(state(t) ? 1 : 0, t.label));
}
