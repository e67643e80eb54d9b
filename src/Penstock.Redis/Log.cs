using Microsoft.Extensions.Logging;

namespace Penstock.Redis;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "{Stream}: {Count} pending ids were dropped whose entries are gone.", EventName = "ghosts_dropped")]
    public static partial void GhostsDropped(ILogger logger, string stream, long count);

    [LoggerMessage(2, LogLevel.Information, "Group {Group} of {Stream} was made.", EventName = "group_created")]
    public static partial void GroupCreated(ILogger logger, string group, string stream);

    [LoggerMessage(3, LogLevel.Information, "{Stream}: {Count} consumers of {Group} that held nothing and were long gone were removed.", EventName = "consumers_removed")]
    public static partial void ConsumersRemoved(ILogger logger, string stream, string group, int count);
}
