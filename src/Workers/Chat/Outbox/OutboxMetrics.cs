using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>The poller's counters, its log, and whom it tells; all of what is settled.</summary>
internal sealed class OutboxMetrics : IPassObserver, IDisposable
{
    private readonly Meter meter = new(ChatMetricNames.Meter);
    private readonly Counter<long> published;
    private readonly Counter<long> failed;
    private readonly Counter<long> dead;
    private readonly Histogram<double> seconds;
    private readonly ChatTopics topics;
    private readonly OutboxOptions options;
    private readonly OutboxWake wake;
    private readonly ConversationNews news;
    private readonly TimeProvider clock;
    private readonly ILogger<OutboxMetrics> logger;

    public OutboxMetrics(
        ChatTopics topics, OutboxOptions options, OutboxWake wake, ConversationNews news, TimeProvider clock, ILogger<OutboxMetrics> logger)
    {
        (this.topics, this.options, this.wake, this.news, this.clock, this.logger) = (topics, options, wake, news, clock, logger);
        published = meter.CreateCounter<long>(ChatMetricNames.OutboxPublished, description: "Events published and marked.");
        failed = meter.CreateCounter<long>(ChatMetricNames.OutboxFailed, description: "Failures of events by their own fault.");
        dead = meter.CreateCounter<long>(ChatMetricNames.DeadLetters, description: "Dead letters.");
        seconds = meter.CreateHistogram(
            ChatMetricNames.OutboxPublishSeconds, description: "From an event's claim to its mark.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = ChatMetricNames.PublishBuckets });
        published.Add(0);
        // The first dead letter is an increase only of what was shown before.
        dead.Add(0, new("reason", ChatMetricNames.MaxRetriesExceeded), new("aggregate_type", "message"));
    }

    public void Settled(Pass pass)
    {
        var sent = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (delivery, settlement) in pass.Verdicts)
        {
            var row = (RowDelivery<OutboxEvent>)delivery;
            if (settlement is Settlement.Complete)
                Published(row, pass, sent);
            else if (settlement is Settlement.Retry retry)
                Failed(row, retry.Reason);
            else if (settlement is Settlement.DeadLetter letter)
                GivenUp(row, letter.Reason, sent);
        }

        topics.Committed(sent);
        // Another lane may have found nothing only because these keys were in our hands.
        wake.Set();
    }

    void IPassObserver.Failed(Exception error) => Log.OutboxFailed(logger, error.GetType().Name, error.Message);

    public void Dispose() => meter.Dispose();

    private void Published(RowDelivery<OutboxEvent> row, Pass pass, HashSet<string> sent)
    {
        published.Add(1);
        seconds.Record(pass.Elapsed.TotalSeconds);
        sent.Add(row.Row.Topic);
        if (options.Flat.Of(row.Row.Type) is { } flat)
            sent.Add(flat);
        if (news.IsOn && row.Row.IsNewMessage && MessageNews.Created(row.Row.Payload, clock.GetUtcNow()) is { } text)
            news.Tell(row.Key!, text);
    }

    private void Failed(RowDelivery<OutboxEvent> row, Reason reason)
    {
        failed.Add(1, new("aggregate_type", row.Row.AggregateType), new("event_type", row.Row.Type));
        Log.EventFailed(logger, row.Row.Id, row.Row.Type, row.Failures + 1, reason.Type, reason.Message);
    }

    private void GivenUp(RowDelivery<OutboxEvent> row, Reason reason, HashSet<string> sent)
    {
        Failed(row, reason);
        dead.Add(1, new("reason", ChatMetricNames.MaxRetriesExceeded), new("aggregate_type", row.Row.AggregateType));
        sent.Add(ChatTopicNames.MessageProcessingDlq);
        Log.EventGivenUp(logger, row.Row.Id, row.Row.Type, row.Failures + 1);
    }
}
