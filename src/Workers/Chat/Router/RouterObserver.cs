using Microsoft.Extensions.Logging;

namespace Penstock.Workers.Chat;

/// <summary>The router's counters and its log, and hints to those who wait for what it published.</summary>
internal sealed class RouterObserver : IPassObserver
{
    public const string Worker = "message_router";

    private readonly FlowMetrics metrics;
    private readonly Outcomes<Routing> outcomes;
    private readonly ChatTopics topics;
    private readonly ILogger<RouterObserver> logger;
    private readonly string[] published;

    public RouterObserver(FlowMetrics metrics, Outcomes<Routing> outcomes, ChatTopics topics, RouterOptions options, ILogger<RouterObserver> logger)
    {
        (this.metrics, this.outcomes, this.topics, this.logger) = (metrics, outcomes, topics, logger);
        published = [.. options.Channels.Select(ChatTopicNames.OutgoingOf), ChatTopicNames.MessageStatusUpdates];
        metrics.Begin(Worker, options.Channels);
    }

    public void Settled(Pass pass)
    {
        var counts = new Dictionary<(string Channel, string Status), int>();
        foreach (var (delivery, settlement) in pass.Verdicts)
        {
            if (settlement is Settlement.Complete)
                Completed(delivery, counts);
            else if (settlement is Settlement.Retry or Settlement.DeadLetter)
                Failed(delivery, settlement, counts);
        }

        foreach (var ((channel, status), count) in counts)
        {
            metrics.Processed(Worker, channel, status, count);
            if (status == FlowMetrics.Success)
                metrics.Took(Worker, channel, pass.Elapsed);
        }

        metrics.Passed(Worker, pass.Elapsed);
        topics.Committed(published);
    }

    void IPassObserver.Failed(Exception error) => Log.RouterFailed(logger, error.GetType().Name, error.Message);

    private void Completed(Delivery delivery, Dictionary<(string Channel, string Status), int> counts)
    {
        if (outcomes.Of(delivery) is not { } routing)
            return;

        foreach (var channel in routing.Channels)
            Count(counts, channel, FlowMetrics.Success);
        if (routing is { Channels.Count: > 0 } && !logger.IsEnabled(LogLevel.Debug))
            return;

        var about = MessageFacts.Of(delivery);
        if (routing.IsDuplicate)
        {
            Count(counts, FlowMetrics.NoChannel, FlowMetrics.Duplicate);
            Log.MessageRoutedBefore(logger, about.MessageId, about.ConversationId, about.TraceId);
        }
        else if (routing.Failure is { } why)
        {
            Count(counts, FlowMetrics.NoChannel, FlowMetrics.Failed);
            Log.MessageNotSendable(logger, about.MessageId, why, about.UserId, about.ConversationId, about.TraceId);
        }
        else if (routing.Channels.Count == 0)
        {
            Count(counts, FlowMetrics.NoChannel, FlowMetrics.Success);
            Log.NoChannel(logger, about.MessageId, about.UserId, about.ConversationId, about.TraceId);
        }
        else
        {
            Log.MessageRouted(logger, about.MessageId, string.Join(", ", routing.Channels), about.UserId, about.ConversationId, about.TraceId);
        }
    }

    private void Failed(Delivery delivery, Settlement settlement, Dictionary<(string Channel, string Status), int> counts)
    {
        Count(counts, FlowMetrics.NoChannel, FlowMetrics.Failed);
        FlowFailures.Log(logger, metrics, topics, delivery, settlement);
    }

    private static void Count(Dictionary<(string Channel, string Status), int> counts, string channel, string status) =>
        counts[(channel, status)] = counts.GetValueOrDefault((channel, status)) + 1;
}
