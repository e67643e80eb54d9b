using System.Diagnostics.Metrics;

namespace Penstock.Testing;

/// <summary>
/// The names of one meter's instruments, those that are there and those that come. Every listener hears the whole process, tests that run
/// beside it too: what other meters publish is left out.
/// </summary>
public sealed class PublishedInstruments : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly SortedSet<string> names = new(StringComparer.Ordinal);

    /// <param name="meter">Its whole name.</param>
    public PublishedInstruments(string meter)
    {
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == meter)
                Add(instrument.Name);
        };
        listener.Start();
    }

    /// <summary>Each once, also where several meters have the name.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            lock (names)
                return [.. names];
        }
    }

    public void Dispose() => listener.Dispose();

    private void Add(string name)
    {
        lock (names)
            names.Add(name);
    }
}
