using Microsoft.Extensions.Logging;

namespace Penstock.Hosting;

internal static class LevelName
{
    /// <summary>Names a user may give: Python's and Go's, and .NET's own.</summary>
    public static readonly IReadOnlyList<(string Name, LogLevel Level)> Known =
    [
        ("DEBUG", LogLevel.Debug),
        ("INFO", LogLevel.Information),
        ("WARNING", LogLevel.Warning),
        ("ERROR", LogLevel.Error),
        ("CRITICAL", LogLevel.Critical),
        ("TRACE", LogLevel.Trace),
        ("INFORMATION", LogLevel.Information),
        ("WARN", LogLevel.Warning),
        ("FATAL", LogLevel.Critical),
        ("NONE", LogLevel.None),
    ];

    public static string Of(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        _ => "critical",
    };
}
