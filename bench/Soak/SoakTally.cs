using System.Collections.Concurrent;

namespace Penstock.Bench;

/// <summary>What the stream has taken for sure, so what must be in the tables or among the dead letters at the end.</summary>
internal sealed class SoakTally
{
    private long good;
    private long resent;
    private readonly ConcurrentDictionary<string, byte> poison = new(StringComparer.Ordinal);

    public long Good => Interlocked.Read(ref good);

    public long Resent => Interlocked.Read(ref resent);

    public IReadOnlyCollection<string> Poison => (IReadOnlyCollection<string>)poison.Keys;

    public void Took(long messages) => Interlocked.Add(ref good, messages);

    public void TookAgain() => Interlocked.Increment(ref resent);

    public void TookPoison(string mark) => poison.TryAdd(mark, 0);
}
