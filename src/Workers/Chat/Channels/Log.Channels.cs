using Microsoft.Extensions.Logging;

namespace Penstock.Workers.Chat;

internal static partial class Log
{
    // Whose message it is, and its trace, are fields of their own.
#pragma warning disable SYSLIB1015
    [LoggerMessage(401, LogLevel.Debug, "Message {MessageId} is sent by {Channel}.", EventName = "message_sent")]
    public static partial void MessageSent(ILogger logger, string messageId, string channel, long? userId, long? conversationId, string traceId);

    [LoggerMessage(402, LogLevel.Information, "Message {MessageId} was sent by {Channel} before, and is not again.", EventName = "message_sent_before")]
    public static partial void MessageSentBefore(ILogger logger, string messageId, string channel, long? userId, long? conversationId, string traceId);
#pragma warning restore SYSLIB1015

    [LoggerMessage(403, LogLevel.Error, "Channel {Channel} can't send now ({ErrorType}): {Error}", EventName = "channel_failed")]
    public static partial void ChannelFailed(ILogger logger, string channel, string errorType, string error);
}
