using System.Diagnostics.Metrics;

namespace Penstock.Kafka.Tests;

/// <summary>What a meter's observer sees.</summary>
internal static class Gauges
{
    public static Dictionary<string, long> Read(string topic, string group)
    {
        var figures = new Dictionary<string, long>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Meter.Name == "Penstock.Kafka")
                    own.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var labels = tags.ToArray().ToDictionary(t => t.Key, t => t.Value);
            if (labels["topic"] as string == topic && labels["consumer_group"] as string == group)
                figures[instrument.Name] = value;
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return figures;
    }
}
