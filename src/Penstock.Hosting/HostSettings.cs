using System.Net;
using Microsoft.Extensions.Logging;

namespace Penstock.Hosting;

/// <summary>What every worker process understands, whatever it works on.</summary>
public static class HostSettings
{
    public static readonly Setting<int?> Port = Setting.OptionalInt(
        "Port", "PENSTOCK_PORT", 0, 65535, "Port for health and metrics in place of the worker's own; 0 turns HTTP off.");

    public static readonly Setting<IPAddress?> Host = Setting.Parsed<IPAddress>(
        "Host",
        "PENSTOCK_HOST",
        TryAddress,
        "an IP address, localhost or *",
        "Address to listen on: 127.0.0.1 by default, 0.0.0.0 in a container.");

    public static readonly Setting<LogStyle> LogStyle = Setting.Choice(
        "Log",
        "PENSTOCK_LOG",
        Hosting.LogStyle.Json,
        [("json", Hosting.LogStyle.Json), ("text", Hosting.LogStyle.Text)],
        "json for machines, text for people.");

    public static readonly Setting<LogLevel> LogLevel = Setting.Choice(
        "LogLevel", "LOG_LEVEL", Microsoft.Extensions.Logging.LogLevel.Information, LevelName.Known, "Least level that is logged.");

    public static readonly Setting<TimeSpan> ShutdownTimeout = Setting.Duration(
        "ShutdownTimeout",
        "PENSTOCK_SHUTDOWN_TIMEOUT",
        TimeSpan.FromSeconds(30),
        TimeSpan.FromSeconds(1),
        TimeSpan.FromHours(1),
        "How long a stop waits for work in flight before it is handed back.");

    public static readonly SettingSet All = new("host", [Port, Host, LogStyle, LogLevel, ShutdownTimeout]);

    private static bool TryAddress(string text, out IPAddress? address)
    {
        address = text switch
        {
            "localhost" => IPAddress.Loopback,
            "*" => IPAddress.IPv6Any,
            _ => null,
        };
        return address is not null || IPAddress.TryParse(text, out address);
    }
}
