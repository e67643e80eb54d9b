using Microsoft.Extensions.Logging;

namespace Penstock.Workers.Chat;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "Event {EventId} ({EventType}) failed at attempt {Attempt} ({ErrorType}): {Error}", EventName = "event_failed")]
    public static partial void EventFailed(ILogger logger, Guid eventId, string eventType, int attempt, string errorType, string error);

    [LoggerMessage(2, LogLevel.Error, "Event {EventId} ({EventType}) is a dead letter after {Attempts} attempts.", EventName = "event_given_up")]
    public static partial void EventGivenUp(ILogger logger, Guid eventId, string eventType, int attempts);

    [LoggerMessage(3, LogLevel.Error, "The outbox can't be published now ({ErrorType}): {Error}", EventName = "outbox_failed")]
    public static partial void OutboxFailed(ILogger logger, string errorType, string error);

    [LoggerMessage(4, LogLevel.Information, "{Count} published events removed.", EventName = "events_removed")]
    public static partial void EventsRemoved(ILogger logger, long count);

    [LoggerMessage(5, LogLevel.Warning, "Old events could not be removed now: {Error}", EventName = "retention_failed")]
    public static partial void RetentionFailed(ILogger logger, string error);

    [LoggerMessage(6, LogLevel.Debug, "What waits in the outbox could not be counted: {Error}", EventName = "pending_unknown")]
    public static partial void PendingUnknown(ILogger logger, string error);

    [LoggerMessage(7, LogLevel.Warning, "News of conversations are lost, {Count} of them just now: {Error}", EventName = "news_lost")]
    public static partial void NewsLost(ILogger logger, int count, string error);
}
