using Microsoft.Extensions.Logging;

namespace Penstock.Cli;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "Passed over {Path}: {Why}.", EventName = "passed_over")]
    public static partial void PassedOver(ILogger logger, string path, string why);

    [LoggerMessage(2, LogLevel.Warning, "{Folder} could not be catalogued, it is tried again: {Error}", EventName = "scan_failed")]
    public static partial void ScanFailed(ILogger logger, string folder, string error);
}
