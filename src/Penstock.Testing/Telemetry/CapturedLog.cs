using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Penstock.Testing;

/// <summary>What was logged: each line's text, and its named values behind it.</summary>
public sealed class CapturedLog : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var values = state is IReadOnlyList<KeyValuePair<string, object?>> named
            ? string.Join(' ', named.Where(v => v.Key != "{OriginalFormat}").Select(v => $"{v.Key}={v.Value}"))
            : "";
        Lines.Enqueue($"{formatter(state, exception)} | {values}");
    }

    public void Dispose()
    {
    }
}
