using System.Diagnostics.Metrics;

namespace Penstock.TestWorker;

/// <summary>Says what the worker counted, as it counts it.</summary>
internal sealed class MetricLines : IDisposable
{
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["des_marker_entries_marked_total"] = "marked",
        ["des_marker_retries_total"] = "retried",
        ["des_marker_dlq_entries_total"] = "dead-lettered",
        ["des_marker_errors_total"] = "errors",
        ["penstock_deliveries_lost_total"] = "lost",
        ["chat_duplicate_publishes_total"] = "second",
    };

    private readonly MeterListener listener = new();

    public MetricLines()
    {
        listener.InstrumentPublished = (instrument, following) =>
        {
            if (Words.ContainsKey(instrument.Name))
                following.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
        {
            if (value > 0)
                Said.Line($"{Words[instrument.Name]} {value}");
        });
        listener.Start();
    }

    public void Dispose() => listener.Dispose();
}
