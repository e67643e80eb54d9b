using System.Diagnostics.Metrics;

namespace Penstock.Workers.Chat;

/// <summary>What router, status updater, channels and backfill count, by worker; of what is settled.</summary>
internal sealed class FlowMetrics : IDisposable
{
    public const string Success = "success";
    public const string Failed = "failed";

    /// <summary>It had been handled before, and nothing was done.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>The label of what belongs to no channel.</summary>
    public const string NoChannel = "none";

    private const string Rejected = "rejected";
    private const string Message = "message";

    private readonly Meter meter = new(ChatMetricNames.Meter);
    private readonly Counter<long> processed;
    private readonly Counter<long> dead;
    private readonly Counter<long> duplicates;
    private readonly Histogram<double> seconds;
    private readonly Histogram<double> passes;

    public FlowMetrics()
    {
        processed = meter.CreateCounter<long>(ChatMetricNames.MessagesProcessed, description: "Messages handled, by worker, channel and how it ended.");
        dead = meter.CreateCounter<long>(ChatMetricNames.DeadLetters, description: "Dead letters.");
        duplicates = meter.CreateCounter<long>(ChatMetricNames.DuplicatePublishes, description: "Second records of a message on a channel's topic, which had no effect.");
        seconds = Histogram(ChatMetricNames.MessageSeconds, "From a message's claim to its settlement.");
        passes = Histogram(ChatMetricNames.WorkerSeconds, "From a batch's claim to its settlement.");
    }

    /// <summary>Shows a worker's counters before the first message.</summary>
    public void Begin(string worker, params IEnumerable<string> channels)
    {
        foreach (var channel in channels)
        {
            Processed(worker, channel, Success, 0);
            Processed(worker, channel, Failed, 0);
        }

        dead.Add(0, new("reason", ChatMetricNames.MaxRetriesExceeded), new("aggregate_type", Message));
        dead.Add(0, new("reason", Rejected), new("aggregate_type", Message));
    }

    public void Processed(string worker, string channel, string status, int count) =>
        processed.Add(count, new("worker", worker), new("channel", channel), new("status", status));

    public void Took(string worker, string channel, TimeSpan time) =>
        seconds.Record(time.TotalSeconds, new("worker", worker), new KeyValuePair<string, object?>("channel", channel));

    public void Passed(string worker, TimeSpan time) => passes.Record(time.TotalSeconds, new KeyValuePair<string, object?>("worker", worker));

    public void Dead(Reason reason) => dead.Add(
        1, new("reason", reason.Type == nameof(RejectedException) ? Rejected : ChatMetricNames.MaxRetriesExceeded), new("aggregate_type", Message));

    public void SecondRecord(string worker, string channel) => duplicates.Add(1, new("worker", worker), new KeyValuePair<string, object?>("channel", channel));

    public void Dispose() => meter.Dispose();

    private Histogram<double> Histogram(string name, string description) => meter.CreateHistogram(
        name, description: description, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = ChatMetricNames.MessageBuckets });
}
