using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Penstock.Workers.Chat.Tests;

/// <summary>What the workers of this run count, of one counter, by worker and the label asked for.</summary>
internal sealed class Counted : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<(string Worker, string Label), long> sums = new();

    public Counted(string name, string label)
    {
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Name == name)
                listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            var labels = tags.ToArray().ToDictionary(t => t.Key, t => $"{t.Value}", StringComparer.Ordinal);
            sums.AddOrUpdate((labels.GetValueOrDefault("worker", ""), labels.GetValueOrDefault(label, "")), value, (_, sum) => sum + value);
        });
        listener.Start();
    }

    public long Of(string worker, string label) => sums.GetValueOrDefault((worker, label));

    public void Dispose() => listener.Dispose();
}
