using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Penstock.Hosting;

/// <summary>Formats in the caller's thread, where the values are still what they were; writes in its own.</summary>
internal sealed class LineLoggerProvider : ILoggerProvider
{
    private readonly ConcurrentDictionary<string, LineLogger> loggers = new(StringComparer.Ordinal);
    private readonly LogCounter counter = new();
    private readonly ILineFormat format;
    private readonly TimeProvider time;
    private readonly LineQueue lines;

    public LineLoggerProvider(LogOptions options, TimeProvider time)
    {
        Options = options;
        this.time = time;
        format = options.Style == LogStyle.Json ? new JsonLine(options.Profile) : new TextLine(options.Colour);
        lines = new LineQueue(options.Output ?? Console.OpenStandardOutput(), TellLost);
    }

    public LogOptions Options { get; }

    public ILogger CreateLogger(string categoryName) => loggers.GetOrAdd(categoryName, name => new LineLogger(name, this));

    public void Write(LogRecord record)
    {
        counter.Count(record.Level);
        lines.Add(format.Write(record with { At = time.GetLocalNow() }));
    }

    public void Dispose()
    {
        lines.Dispose();
        counter.Dispose();
    }

    private byte[] TellLost(long count) => format.Write(new LogRecord(
        time.GetLocalNow(),
        LogLevel.Warning,
        "Penstock.Hosting",
        "LogLinesLost",
        $"{count} log lines were left out, since the output did not keep up.",
        [new("Lost", count)],
        Error: null,
        Activity: null,
        WithStackTrace: false));
}
