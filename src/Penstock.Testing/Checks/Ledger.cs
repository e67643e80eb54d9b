namespace Penstock.Testing;

/// <summary>What went in and what was tried, written by the test and its handlers, judged by the checks.</summary>
public sealed class Ledger
{
    private readonly List<LedgerEntry> entries = [];
    private readonly List<Effect> effects = [];
    private readonly Dictionary<string, int> windows = new(StringComparer.Ordinal);
    private readonly Lock sync = new();

    public IReadOnlyList<LedgerEntry> Entries => Read(entries);

    /// <summary>In the order in which they were begun.</summary>
    public IReadOnlyList<Effect> Effects => Read(effects);

    /// <summary>A message goes in.</summary>
    public void Expect(string id, string? key = null, Fate fate = Fate.Done)
    {
        lock (sync)
            entries.Add(new LedgerEntry(id, key, fate));
    }

    /// <summary>Something happened that changes where a message belongs.</summary>
    public void Change(string id, Fate fate)
    {
        lock (sync)
        {
            var at = entries.FindIndex(e => e.Id == id);
            entries[at] = entries[at] with { Fate = fate };
        }
    }

    /// <summary>An effect is tried. Its outcome stays unknown until the caller tells.</summary>
    public Effect Begin(string id, string? by = null)
    {
        var effect = new Effect(id, by);
        lock (sync)
            effects.Add(effect);
        return effect;
    }

    /// <summary>Something happened after which the guarantees allow one more effect of that message.</summary>
    public void AllowOneMore(string id, int times = 1)
    {
        lock (sync)
            windows[id] = windows.GetValueOrDefault(id) + times;
    }

    /// <summary>How many effects beyond the first the guarantees allow.</summary>
    public int Allowed(string id)
    {
        lock (sync)
            return windows.GetValueOrDefault(id);
    }

    private IReadOnlyList<T> Read<T>(List<T> list)
    {
        lock (sync)
            return [.. list];
    }
}
