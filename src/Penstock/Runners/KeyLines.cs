namespace Penstock;

/// <summary>A group's deliveries by their keys: each key a line in the order of the group, each delivery without a key a line of its own.</summary>
internal sealed class KeyLines
{
    private const int End = -1;

    private readonly List<int> heads;
    private readonly int[] next;

    public KeyLines(IReadOnlyList<Delivery> group)
    {
        heads = new List<int>(group.Count);
        next = new int[group.Count];
        var last = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < next.Length; i++)
        {
            next[i] = End;
            if (group[i].Key is { } key && last.TryGetValue(key, out var before))
                next[before] = i;
            else
                heads.Add(i);
            if (group[i].Key is { } own)
                last[own] = i;
        }
    }

    public int Count => heads.Count;

    /// <summary>The places in the group that one line takes.</summary>
    public IEnumerable<int> Places(int line)
    {
        for (var i = heads[line]; i != End; i = next[i])
            yield return i;
    }
}
