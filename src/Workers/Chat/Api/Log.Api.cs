using Microsoft.Extensions.Logging;

namespace Penstock.Workers.Chat;

internal static partial class Log
{
    [LoggerMessage(101, LogLevel.Debug, "Message {MessageId} of user {UserId} is accepted into conversation {ConversationId}, new: {IsNew}.", EventName = "message_accepted")]
    public static partial void MessageAccepted(ILogger logger, Guid messageId, long conversationId, long userId, bool isNew);

    [LoggerMessage(102, LogLevel.Error, "A request could not be answered ({ErrorType}): {Error}", EventName = "api_failed")]
    public static partial void ApiFailed(ILogger logger, string errorType, string error);

    [LoggerMessage(103, LogLevel.Warning, "Breaker {Service} is open for {PauseSeconds} s ({ErrorType}): {Error}", EventName = "circuit_breaker_opened")]
    public static partial void BreakerOpened(ILogger logger, string service, double pauseSeconds, string errorType, string error);

    [LoggerMessage(104, LogLevel.Information, "Breaker {Service} is closed again.", EventName = "circuit_breaker_closed")]
    public static partial void BreakerClosed(ILogger logger, string service);
}
