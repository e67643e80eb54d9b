using Microsoft.Extensions.Logging;

namespace Penstock.Workers.Chat;

/// <summary>A channel's counters and its log.</summary>
internal sealed class ChannelObserver : IPassObserver
{
    private readonly string channel;
    private readonly string worker;
    private readonly FlowMetrics metrics;
    private readonly Outcomes<ChannelResult> outcomes;
    private readonly ChatTopics topics;
    private readonly ILogger logger;

    public ChannelObserver(
        string channel, ChannelOptions options, FlowMetrics metrics, Outcomes<ChannelResult> outcomes, ChatTopics topics, ILogger<ChannelObserver> logger)
    {
        (this.channel, worker) = (channel, options.Worker ?? $"{channel}_channel");
        (this.metrics, this.outcomes, this.topics, this.logger) = (metrics, outcomes, topics, logger);
        metrics.Begin(worker, channel);
    }

    public void Settled(Pass pass)
    {
        foreach (var (delivery, settlement) in pass.Verdicts)
        {
            if (settlement is Settlement.Complete && outcomes.Of(delivery) is { } result)
                Completed(delivery, result.Outcome, pass.Elapsed);
            else if (settlement is Settlement.Retry or Settlement.DeadLetter)
                Failed(delivery, settlement);
        }

        metrics.Passed(worker, pass.Elapsed);
    }

    void IPassObserver.Failed(Exception error) => Log.ChannelFailed(logger, channel, error.GetType().Name, error.Message);

    private void Completed(Delivery delivery, ChannelOutcome outcome, TimeSpan elapsed)
    {
        metrics.Processed(worker, channel, outcome == ChannelOutcome.Sent ? FlowMetrics.Success : FlowMetrics.Duplicate, 1);
        metrics.Took(worker, channel, elapsed);
        if (outcome == ChannelOutcome.SecondRecord)
            metrics.SecondRecord(worker, channel);
        if (outcome == ChannelOutcome.Sent && !logger.IsEnabled(LogLevel.Debug))
            return;

        var about = MessageFacts.Of(delivery);
        if (outcome == ChannelOutcome.Sent)
            Log.MessageSent(logger, about.MessageId, channel, about.UserId, about.ConversationId, about.TraceId);
        else
            Log.MessageSentBefore(logger, about.MessageId, channel, about.UserId, about.ConversationId, about.TraceId);
    }

    private void Failed(Delivery delivery, Settlement settlement)
    {
        metrics.Processed(worker, channel, FlowMetrics.Failed, 1);
        FlowFailures.Log(logger, metrics, topics, delivery, settlement);
    }
}
