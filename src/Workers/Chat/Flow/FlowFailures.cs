using Microsoft.Extensions.Logging;

namespace Penstock.Workers.Chat;

/// <summary>Tells of messages that failed, once that is settled.</summary>
internal static class FlowFailures
{
    private static readonly string[] Told = [ChatTopicNames.MessageProcessingDlq, ChatTopicNames.MessageStatusUpdates];

    public static void Log(ILogger logger, FlowMetrics metrics, ChatTopics topics, Delivery delivery, Settlement settlement)
    {
        var about = MessageFacts.Of(delivery);
        var attempt = delivery.Failures + 1;
        if (settlement is Settlement.Retry { Reason: var again })
        {
            Chat.Log.MessageFailed(logger, about.MessageId, attempt, again.Type, again.Message, about.UserId, about.ConversationId, about.TraceId);
        }
        else if (settlement is Settlement.DeadLetter { Reason: var why })
        {
            metrics.Dead(why);
            Chat.Log.MessageGivenUp(logger, about.MessageId, attempt, why.Type, why.Message, about.UserId, about.ConversationId, about.TraceId);
            topics.Committed(Told);
        }
    }
}
