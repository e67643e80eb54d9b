namespace Penstock.Relational;

/// <summary>A few ids in their order. Most are added at the end and taken at the front.</summary>
internal sealed class SortedIds
{
    private readonly List<long> ids = [];

    public int Count => ids.Count;

    public bool Contains(long id) => ids.BinarySearch(id) >= 0;

    public bool Add(long id)
    {
        if (ids.Count == 0 || ids[^1] < id)
        {
            ids.Add(id);
            return true;
        }

        var place = ids.BinarySearch(id);
        if (place < 0)
            ids.Insert(~place, id);
        return place < 0;
    }

    public bool Remove(long id)
    {
        var place = ids.BinarySearch(id);
        if (place >= 0)
            ids.RemoveAt(place);
        return place >= 0;
    }

    /// <summary>The lowest, up to that many, no longer kept here.</summary>
    public List<long> Take(int most)
    {
        var taken = ids.GetRange(0, Math.Min(most, ids.Count));
        ids.RemoveRange(0, taken.Count);
        return taken;
    }
}
