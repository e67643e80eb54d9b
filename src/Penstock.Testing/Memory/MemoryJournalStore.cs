namespace Penstock.Testing;

/// <summary>What outlives the processes that note in it what they hold.</summary>
public sealed class MemoryJournalStore
{
    private readonly Dictionary<(MemoryJournal Owner, string Pipeline, int Slot), IReadOnlyList<string>> held = [];
    private readonly Dictionary<(string Pipeline, string Origin), int> deaths = [];
    private readonly Lock sync = new();

    /// <summary>A further process.</summary>
    public MemoryJournal Open() => new(this);

    internal IReadOnlyDictionary<string, int> Claim(MemoryJournal owner, string pipeline, int slot, IReadOnlyList<string> origins)
    {
        lock (sync)
        {
            held[(owner, pipeline, slot)] = [.. origins.Where(o => !deaths.ContainsKey((pipeline, o)))];
            return origins.Where(o => deaths.ContainsKey((pipeline, o))).Distinct(StringComparer.Ordinal)
                .ToDictionary(o => o, o => deaths[(pipeline, o)], StringComparer.Ordinal);
        }
    }

    internal void Hold(MemoryJournal owner, string pipeline, int slot, IReadOnlyList<string> origins)
    {
        lock (sync)
            held[(owner, pipeline, slot)] = origins;
    }

    internal IReadOnlyList<string> HeldBy(MemoryJournal owner)
    {
        lock (sync)
            return [.. held.Where(h => h.Key.Owner == owner).SelectMany(h => h.Value).Distinct(StringComparer.Ordinal)];
    }

    internal void Forget(string pipeline, IReadOnlyList<string> origins)
    {
        lock (sync)
        {
            foreach (var origin in origins)
                deaths.Remove((pipeline, origin));
        }
    }

    internal void Died(MemoryJournal owner)
    {
        lock (sync)
        {
            // One death is one, even where two slots noted the same delivery.
            var theirs = held.Where(h => h.Key.Owner == owner).SelectMany(h => h.Value.Select(origin => (h.Key.Pipeline, origin))).Distinct();
            foreach (var one in theirs.ToList())
                deaths[one] = deaths.GetValueOrDefault(one) + 1;
        }

        Left(owner);
    }

    internal void Left(MemoryJournal owner)
    {
        lock (sync)
        {
            foreach (var hold in held.Keys.Where(h => h.Owner == owner).ToList())
                held.Remove(hold);
        }
    }
}
