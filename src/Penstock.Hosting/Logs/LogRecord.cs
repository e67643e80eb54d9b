using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Penstock.Hosting;

/// <summary>One message on its way to a line.</summary>
internal readonly record struct LogRecord(
    DateTimeOffset At,
    LogLevel Level,
    string Logger,
    string? Event,
    string Message,
    IReadOnlyList<KeyValuePair<string, object?>> Values,
    Exception? Error,
    Activity? Activity,
    bool WithStackTrace);
