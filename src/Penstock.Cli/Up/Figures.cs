using System.Diagnostics.Metrics;

namespace Penstock.Cli;

/// <summary>What the marker's own meters say, added to what the catalog held at the start: nothing is counted in the database meanwhile.</summary>
internal sealed class Figures : IDisposable
{
    private const string Meter = "Penstock.Workers.Marker";
    private readonly MeterListener listener = new();
    private readonly (long Entries, long Named) atStart;
    private long added;
    private long marked;
    private long deadLetters;

    public Figures((long Entries, long Named) atStart)
    {
        this.atStart = atStart;
        listener.InstrumentPublished = (instrument, meters) =>
        {
            if (instrument.Meter.Name == Meter)
                meters.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Note(instrument.Name, value));
        listener.Start();
    }

    public long Catalogued => atStart.Entries + Volatile.Read(ref added);

    public long Marked => atStart.Named + Volatile.Read(ref marked);

    /// <summary>Marked by this process.</summary>
    public long MarkedNow => Volatile.Read(ref marked);

    public long DeadLetters
    {
        get
        {
            listener.RecordObservableInstruments();
            return Volatile.Read(ref deadLetters);
        }
    }

    public void Add(long entries) => Interlocked.Add(ref added, entries);

    public void Dispose() => listener.Dispose();

    private void Note(string instrument, long value)
    {
        if (instrument == "des_marker_entries_marked_total")
            Interlocked.Add(ref marked, value);
        else if (instrument == "des_marker_dlq_unresolved_entries")
            Volatile.Write(ref deadLetters, value);
    }
}
