using Microsoft.Extensions.Logging;

namespace Penstock.Relational;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Migration {Scope} {Version} applied: {Name}.", EventName = "migrated")]
    public static partial void Migrated(ILogger logger, string scope, int version, string name);

    [LoggerMessage(2, LogLevel.Warning, "{Store} is away; the start waits for it ({Error}).", EventName = "store_away")]
    public static partial void StoreAway(ILogger logger, string store, string error);
}
