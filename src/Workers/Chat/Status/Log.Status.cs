using Microsoft.Extensions.Logging;

namespace Penstock.Workers.Chat;

internal static partial class Log
{
#pragma warning disable SYSLIB1015 // The conversation is a field of its own.
    [LoggerMessage(301, LogLevel.Warning, "There is no message {MessageId}: its status {Status} is passed over.", EventName = "message_unknown")]
    public static partial void MessageUnknown(ILogger logger, Guid messageId, string status, long? conversationId);

    [LoggerMessage(302, LogLevel.Debug, "Message {MessageId} had come further than {Status}: it is history only.", EventName = "status_kept")]
    public static partial void StatusKept(ILogger logger, Guid messageId, string status, long? conversationId);
#pragma warning restore SYSLIB1015

    [LoggerMessage(303, LogLevel.Warning, "Status update {Origin} failed at attempt {Attempt} ({ErrorType}): {Error}", EventName = "status_update_failed")]
    public static partial void UpdateFailed(ILogger logger, string origin, int attempt, string errorType, string error);

    [LoggerMessage(304, LogLevel.Error, "Statuses can't be written now ({ErrorType}): {Error}", EventName = "status_failed")]
    public static partial void StatusFailed(ILogger logger, string errorType, string error);
}
