using Microsoft.Extensions.Logging;

namespace Penstock.Workers.Chat;

internal static partial class Log
{
    [LoggerMessage(501, LogLevel.Information, "This process drains {List} now.", EventName = "backfill_drains")]
    public static partial void Drains(ILogger logger, string list);

    [LoggerMessage(502, LogLevel.Information, "{Count} messages that had waited are published.", EventName = "backfill_published")]
    public static partial void Drained(ILogger logger, int count);

    [LoggerMessage(503, LogLevel.Error, "What waits can't be published now ({ErrorType}): {Error}", EventName = "backfill_failed")]
    public static partial void BackfillFailed(ILogger logger, string errorType, string error);

    [LoggerMessage(504, LogLevel.Debug, "What waits could not be counted: {Error}", EventName = "length_unknown")]
    public static partial void LengthUnknown(ILogger logger, string error);
}
