using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Penstock.Relational;

namespace Penstock.Workers.Digest;

/// <summary>The digest's counters and its log of failures; both speak only of what is settled.</summary>
internal sealed class DigestMetrics : IPassObserver, IDisposable
{
    public const string MeterName = "Penstock.Workers.Digest";

    // Go's default buckets.
    private static readonly double[] Buckets = [.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10];

    private readonly Meter meter = new(MeterName);
    private readonly Counter<long> processed;
    private readonly Counter<long> errors;
    private readonly Counter<long> unknown;
    private readonly Histogram<double> seconds;
    private readonly UnknownExporters exporters;
    private readonly ILogger<DigestMetrics> logger;
    private readonly Seldom failed;

    public DigestMetrics(Store store, DigestProbe probe, IServiceProvider services, TimeProvider clock, ILogger<DigestMetrics> logger)
    {
        (this.logger, failed) = (logger, new Seldom(clock));
        exporters = new UnknownExporters(clock, logger);
        processed = meter.CreateCounter<long>("digest_messages_processed_total", description: "Messages written, committed and acknowledged.");
        errors = meter.CreateCounter<long>("digest_messages_errors_total", description: "Failures of messages by their own fault.");
        unknown = meter.CreateCounter<long>("digest_unknown_exporter_total", description: "Figures passed over, by the exporter nobody knows.");
        seconds = meter.CreateHistogram(
            "digest_processing_duration_seconds", description: "From a message's receipt to the end of its batch.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = Buckets });
        // Asked for when a scrape comes: the pipeline and the gauges need these counters to be made.
        Gauge("digest_queue_depth", "Messages in the stream, pending ones too.", b => b.Depth);
        Gauge("digest_pending_messages", "Messages given out and not settled.", b => b.Pending);
        Gauge("digest_oldest_pending_age_seconds", "Age of the oldest of them; 0 when there is none.", b => b.OldestPending?.TotalSeconds ?? 0);
        Gauge("digest_dlq_length", "Dead letters.", b => b.Dead);
        meter.CreateObservableGauge("digest_db_pool_busy_ratio", () => store.BusyRatio, description: "Database connections in use, of those allowed.");
        meter.CreateObservableGauge(
            "digest_circuit_breaker_state", () => (int)probe.StateOf(services.GetRequiredKeyedService<Pipeline>(DigestServices.PipelineName)),
            description: "0 closed, 1 half-open, 2 open.");
        processed.Add(0);
        errors.Add(0);

        void Gauge(string name, string description, Func<DigestBacklog, double> of) =>
            meter.CreateObservableGauge(name, () => of(services.GetRequiredService<BacklogGauges>().Last), description: description);
    }

    public void Settled(Pass pass)
    {
        var (done, parked) = (0, new List<string>());
        foreach (var (delivery, settlement) in pass.Verdicts)
        {
            if (settlement is Settlement.Complete)
                done++;
            else if (settlement is Settlement.Retry retry)
                Failed(delivery, retry.Reason);
            else if (settlement is Settlement.DeadLetter dead)
            {
                Failed(delivery, dead.Reason);
                parked.Add(IdOf(delivery));
            }
        }

        processed.Add(done);
        for (var i = 0; i < done; i++)
            seconds.Record(pass.Elapsed.TotalSeconds);
        if (done > 0)
            Log.BatchCompleted(logger, done, pass.Elapsed.TotalSeconds);
        if (parked.Count > 0)
            Log.Moved(logger, parked.Count, string.Join(", ", parked));
    }

    /// <summary>Committed, and with it exporters that nobody knows.</summary>
    public void Passed(IReadOnlyList<string> names)
    {
        foreach (var name in names)
            unknown.Add(1, new KeyValuePair<string, object?>("exporter", exporters.Seen(name)));
    }

    /// <summary>Each lane fails alike while something is away.</summary>
    void IPassObserver.Failed(Exception error)
    {
        if (failed.IsDue())
            Log.DigestFailed(logger, error.GetType().Name, error.Message);
    }

    public void Dispose() => meter.Dispose();

    private void Failed(Delivery delivery, Reason reason)
    {
        errors.Add(1);
        Log.MessageFailed(
            logger, IdOf(delivery), delivery.Headers.GetValueOrDefault(MetricMessage.ServerIdField, ""), delivery.Failures + 1, reason.Type, reason.Message);
    }

    private static string IdOf(Delivery delivery) => delivery is Redis.StreamDelivery entry ? entry.Id : delivery.Origin;
}
