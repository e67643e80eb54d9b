using Microsoft.Extensions.Logging;

namespace Penstock.Workers.Digest;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Debug, "{Count} messages written in {DurationSeconds:0.000} s.", EventName = "batch_completed")]
    public static partial void BatchCompleted(ILogger logger, int count, double durationSeconds);

    // People search for these texts: what else is told are fields of their own.
#pragma warning disable SYSLIB1015
    [LoggerMessage(2, LogLevel.Warning, "Message {MessageId} failed at attempt {Attempt} ({ErrorType}): {Error}", EventName = "message_failed")]
    public static partial void MessageFailed(ILogger logger, string messageId, string serverId, int attempt, string errorType, string error);

    [LoggerMessage(3, LogLevel.Warning, "Moved poison messages to dead letter queue", EventName = "messages_moved")]
    public static partial void Moved(ILogger logger, int count, string messageIds);
#pragma warning restore SYSLIB1015

    [LoggerMessage(4, LogLevel.Error, "The digest can't work now ({ErrorType}): {Error}", EventName = "digest_failed")]
    public static partial void DigestFailed(ILogger logger, string errorType, string error);

    [LoggerMessage(5, LogLevel.Warning, "{Count} servers have no row in the table of servers, their figures are stored: {ServerIds}", EventName = "servers_unknown")]
    public static partial void ServersUnknown(ILogger logger, string serverIds, int count);

    [LoggerMessage(6, LogLevel.Warning, "Figures of unknown exporters are passed over: {Exporters}", EventName = "exporters_unknown")]
    public static partial void ExportersUnknown(ILogger logger, string exporters);

    [LoggerMessage(7, LogLevel.Debug, "The backlog could not be counted: {Error}", EventName = "backlog_unknown")]
    public static partial void BacklogUnknown(ILogger logger, string error);

    [LoggerMessage(8, LogLevel.Information, "{Rows} rows older than {Hours} hours removed from {Table}.", EventName = "old_rows_removed")]
    public static partial void Removed(ILogger logger, string table, long rows, double hours);

    [LoggerMessage(9, LogLevel.Information, "{Rows} rows older than {Hours} hours would be removed from {Table}.", EventName = "old_rows_found")]
    public static partial void WouldRemove(ILogger logger, string table, long rows, double hours);

    [LoggerMessage(10, LogLevel.Warning, "Nothing is removed: {Reason}", EventName = "retention_unclear")]
    public static partial void RetentionUnclear(ILogger logger, string reason);

    [LoggerMessage(11, LogLevel.Warning, "Old rows could not be removed now: {Error}", EventName = "retention_failed")]
    public static partial void RetentionFailed(ILogger logger, string error);
}
