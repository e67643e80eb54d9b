using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Penstock.Hosting;

internal sealed class LineLogger(string category, LineLoggerProvider provider) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && logLevel >= provider.Options.Level;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;
        provider.Write(new LogRecord(
            default,
            logLevel,
            category,
            eventId.Name,
            formatter(state, exception),
            state as IReadOnlyList<KeyValuePair<string, object?>> ?? [],
            exception,
            Activity.Current,
            provider.Options.Level <= LogLevel.Debug));
    }
}
