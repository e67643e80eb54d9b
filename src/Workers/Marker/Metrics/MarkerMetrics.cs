using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Penstock.Workers.Marker;

/// <summary>The marker's counters and its log of batches; both speak only of what is committed.</summary>
internal sealed class MarkerMetrics : IPassObserver, IDisposable
{
    public const string MeterName = "Penstock.Workers.Marker";

    private readonly Meter meter = new(MeterName);
    private readonly Counter<long> marked;
    private readonly Counter<long> errors;
    private readonly Counter<long> retries;
    private readonly Counter<long> deadLetters;
    private readonly Histogram<double> batchSeconds;
    private readonly Histogram<double> entryMilliseconds;
    private readonly Histogram<double> batchStats;
    private readonly MarkerOptions options;
    private readonly ILogger<MarkerMetrics> logger;
    private long batches;
    private long markedSoFar;
    private long givenUpSoFar;

    public MarkerMetrics(MarkerOptions options, BacklogGauges backlog, ILogger<MarkerMetrics> logger)
    {
        (this.options, this.logger) = (options, logger);
        marked = meter.CreateCounter<long>("des_marker_entries_marked_total", description: "Entries marked and committed.");
        errors = meter.CreateCounter<long>("des_marker_errors_total", description: "Failed attempts by the error's class.");
        retries = meter.CreateCounter<long>("des_marker_retries_total", description: "Failures that will be tried again, by attempt.");
        deadLetters = meter.CreateCounter<long>("des_marker_dlq_entries_total", description: "Entries written to the dead letters.");
        batchSeconds = Histogram("des_marker_batch_duration_seconds", "From the claim of a batch to its commit.", 0.1, 0.5, 1, 2.5, 5, 10, 30, 60);
        entryMilliseconds = Histogram("des_marker_entry_latency_ms", "From an entry's claim to its commit.", 1, 5, 10, 25, 50, 100, 250, 500, 1000);
        batchStats = Histogram("des_marker_batch_stats", "Entries a batch: successful, failed, retried, skipped.");
        meter.CreateObservableGauge("des_marker_batch_size", () => options.BatchSize, description: "Configured size of a batch.");
        meter.CreateObservableGauge("des_marker_rate_limit_ops_per_sec", () => options.RateLimitPerSecond ?? 0, description: "Configured limit; 0 is off.");
        meter.CreateObservableGauge("des_marker_backlog_entries", () => backlog.Entries, description: "Entries to be marked now; counted up to 100,000.");
        meter.CreateObservableGauge("des_marker_oldest_entry_age_seconds", () => backlog.OldestAgeSeconds, description: "Age of the oldest of them; 0 when there is none.");
        meter.CreateObservableGauge("des_marker_dlq_unresolved_entries", () => backlog.UnresolvedDeadLetters, description: "Unresolved dead letters; counted up to 100,000.");
        marked.Add(0, new KeyValuePair<string, object?>("status", "success"));
        deadLetters.Add(0);
    }

    /// <summary>Marked by this process since its start.</summary>
    public long Marked => Volatile.Read(ref markedSoFar);

    /// <summary>Given up by this process since its start.</summary>
    public long GivenUp => Volatile.Read(ref givenUpSoFar);

    public void Settled(Pass pass)
    {
        int successful = 0, retried = 0, failed = 0;
        foreach (var (delivery, settlement) in pass.Verdicts)
        {
            if (settlement is Settlement.Complete)
                successful++;
            else if (settlement is Settlement.Retry retry)
                Failed(delivery, retry.Reason, ref retried);
            else if (settlement is Settlement.DeadLetter dead)
                Failed(delivery, dead.Reason, ref failed);
            if (settlement is Settlement.Retry)
                retries.Add(1, new KeyValuePair<string, object?>("attempt", (delivery.Failures + 1).ToString()));
        }

        marked.Add(successful, new KeyValuePair<string, object?>("status", "success"));
        Interlocked.Add(ref markedSoFar, successful);
        Interlocked.Add(ref givenUpSoFar, failed);
        if (options.EnableDeadLetterQueue)
            deadLetters.Add(failed);
        Observe(pass, successful, retried, failed);
    }

    void IPassObserver.Failed(Exception error)
    {
        errors.Add(1, new KeyValuePair<string, object?>("error_type", error.GetType().Name));
        Log.MarkerFailed(logger, error.GetType().Name, error.Message);
    }

    public void Dispose() => meter.Dispose();

    private void Failed(Delivery delivery, Reason reason, ref int count)
    {
        count++;
        errors.Add(1, new KeyValuePair<string, object?>("error_type", reason.Type));
        Log.EntryFailed(logger, delivery.Origin, reason.Type, reason.Message);
    }

    private void Observe(Pass pass, int successful, int retried, int failed)
    {
        var skipped = pass.Received - successful - retried - failed;
        batchSeconds.Record(pass.Elapsed.TotalSeconds);
        for (var i = 0; i < pass.Verdicts.Count; i++)
            entryMilliseconds.Record(pass.Elapsed.TotalMilliseconds);
        foreach (var (metric, count) in new[] { ("successful", successful), ("failed", failed), ("retried", retried), ("skipped", skipped) })
            batchStats.Record(count, new KeyValuePair<string, object?>("metric", metric));
        Log.BatchCompleted(
            logger, ((uint)Interlocked.Increment(ref batches)).ToString("x8"), successful, retried, failed, skipped,
            pass.Elapsed.TotalSeconds, successful / Math.Max(pass.Elapsed.TotalSeconds, 1e-6));
    }

    private Histogram<double> Histogram(string name, string description, params double[] boundaries) =>
        meter.CreateHistogram(name, description: description, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = boundaries });
}
