using Microsoft.Extensions.Logging;

namespace Penstock.Hosting;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "{Worker} has started, HTTP at {Addresses}", EventName = "WorkerStarted")]
    public static partial void Started(ILogger logger, string worker, IReadOnlyList<Uri> addresses);

    [LoggerMessage(LogLevel.Error, "The stop did not end well within {Limit}", EventName = "StopFailed")]
    public static partial void StopFailed(ILogger logger, Exception error, TimeSpan limit);
}
