namespace Penstock.Testing;

/// <summary>How often each fault really happened: a test that never reached its fault proves nothing.</summary>
public sealed class FaultTally
{
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);
    private readonly Lock sync = new();

    public int this[string fault]
    {
        get
        {
            lock (sync)
                return counts.GetValueOrDefault(fault);
        }
    }

    public void Add(string fault, int times = 1)
    {
        lock (sync)
            counts[fault] = counts.GetValueOrDefault(fault) + times;
    }

    /// <summary>Adds what another one counted.</summary>
    public void Add(FaultTally other)
    {
        List<KeyValuePair<string, int>> theirs;
        lock (other.sync)
            theirs = [.. other.counts];
        foreach (var (fault, times) in theirs)
            Add(fault, times);
    }

    public override string ToString()
    {
        lock (sync)
            return string.Join(", ", counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key} {c.Value}"));
    }
}
