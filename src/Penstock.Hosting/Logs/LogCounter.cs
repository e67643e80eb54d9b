using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Penstock.Hosting;

/// <summary>Counts log messages, so that an alert may look at errors without reading logs.</summary>
internal sealed class LogCounter : IDisposable
{
    private readonly Meter meter = new("Penstock.Hosting");
    private readonly Counter<long> messages;

    public LogCounter() => messages = meter.CreateCounter<long>("log_messages_total", description: "Log messages written.");

    public void Count(LogLevel level) => messages.Add(1, new KeyValuePair<string, object?>("level", LevelName.Of(level)));

    public void Dispose() => meter.Dispose();
}
