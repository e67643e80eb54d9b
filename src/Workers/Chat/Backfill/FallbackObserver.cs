using Microsoft.Extensions.Logging;

namespace Penstock.Workers.Chat;

/// <summary>The backfill's counters and its log.</summary>
internal sealed class FallbackObserver : IPassObserver
{
    public const string Worker = "redis_backfill";

    private static readonly string[] Published = [ChatTopicNames.MessageProcessing];

    private readonly FlowMetrics metrics;
    private readonly ChatTopics topics;
    private readonly ILogger<FallbackObserver> logger;

    public FallbackObserver(FlowMetrics metrics, ChatTopics topics, ILogger<FallbackObserver> logger)
    {
        (this.metrics, this.topics, this.logger) = (metrics, topics, logger);
        metrics.Begin(Worker, FlowMetrics.NoChannel);
    }

    public void Settled(Pass pass)
    {
        var done = pass.Verdicts.Count(v => v.Settlement is Settlement.Complete);
        foreach (var (delivery, settlement) in pass.Verdicts)
        {
            if (settlement is not (Settlement.Retry or Settlement.DeadLetter))
                continue;
            metrics.Processed(Worker, FlowMetrics.NoChannel, FlowMetrics.Failed, 1);
            FlowFailures.Log(logger, metrics, topics, delivery, settlement);
        }

        metrics.Passed(Worker, pass.Elapsed);
        if (done == 0)
            return;

        metrics.Processed(Worker, FlowMetrics.NoChannel, FlowMetrics.Success, done);
        topics.Committed(Published);
        Log.Drained(logger, done);
    }

    void IPassObserver.Failed(Exception error) => Log.BackfillFailed(logger, error.GetType().Name, error.Message);
}
