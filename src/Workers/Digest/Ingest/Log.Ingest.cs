using Microsoft.Extensions.Logging;

namespace Penstock.Workers.Digest;

internal static partial class Log
{
    [LoggerMessage(101, LogLevel.Warning, "Metrics of {ServerId} are refused: no such server in the database.", EventName = "unknown_server")]
    public static partial void UnknownServer(ILogger logger, string serverId);

    [LoggerMessage(102, LogLevel.Warning, "Metrics are refused: {Pending} messages wait, {MaxBacklog} are allowed.", EventName = "backlogged")]
    public static partial void Backlogged(ILogger logger, long pending, int maxBacklog);

    [LoggerMessage(103, LogLevel.Error, "Metrics could not be queued ({ErrorType}): {Error}", EventName = "ingest_failed")]
    public static partial void IngestFailed(ILogger logger, string errorType, string error);
}
