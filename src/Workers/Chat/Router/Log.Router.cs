using Microsoft.Extensions.Logging;

namespace Penstock.Workers.Chat;

internal static partial class Log
{
    // Whose message it is, and its trace, are fields of their own.
#pragma warning disable SYSLIB1015
    [LoggerMessage(201, LogLevel.Debug, "Message {MessageId} is on its way to {Channels}.", EventName = "message_routed")]
    public static partial void MessageRouted(ILogger logger, string messageId, string channels, long? userId, long? conversationId, string traceId);

    [LoggerMessage(202, LogLevel.Information, "Message {MessageId} was routed before, and is not again.", EventName = "message_routed_before")]
    public static partial void MessageRoutedBefore(ILogger logger, string messageId, long? conversationId, string traceId);

    [LoggerMessage(203, LogLevel.Warning, "Message {MessageId} can't be sent: {Error}", EventName = "message_not_sendable")]
    public static partial void MessageNotSendable(ILogger logger, string messageId, string error, long? userId, long? conversationId, string traceId);

    [LoggerMessage(204, LogLevel.Warning, "Message {MessageId} names no channel that there is: it goes nowhere.", EventName = "no_channel")]
    public static partial void NoChannel(ILogger logger, string messageId, long? userId, long? conversationId, string traceId);

    [LoggerMessage(207, LogLevel.Warning, "Message {MessageId} failed at attempt {Attempt} ({ErrorType}): {Error}", EventName = "message_failed")]
    public static partial void MessageFailed(
        ILogger logger, string messageId, int attempt, string errorType, string error, long? userId, long? conversationId, string traceId);

    [LoggerMessage(208, LogLevel.Error, "Message {MessageId} is a dead letter after {Attempts} attempts ({ErrorType}): {Error}", EventName = "message_given_up")]
    public static partial void MessageGivenUp(
        ILogger logger, string messageId, int attempts, string errorType, string error, long? userId, long? conversationId, string traceId);
#pragma warning restore SYSLIB1015

    [LoggerMessage(205, LogLevel.Error, "Messages can't be routed now ({ErrorType}): {Error}", EventName = "router_failed")]
    public static partial void RouterFailed(ILogger logger, string errorType, string error);

    [LoggerMessage(206, LogLevel.Warning, "Whether messages were routed before can't be told or noted now: {Error}", EventName = "duplicates_unknown")]
    public static partial void DuplicatesUnknown(ILogger logger, string error);
}
