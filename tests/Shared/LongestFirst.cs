using Xunit.Sdk;
using Xunit.v3;

namespace Penstock.Tests;

/// <summary>
/// What computes or waits for long begins first, so that the rest runs beside it and none of it is left over for the end. Each class is a
/// collection.
/// </summary>
/// <param name="longest">Names of classes.</param>
public abstract class LongestFirst(params string[] longest) : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderBy(c => PlaceOf(c.TestCollectionDisplayName))];

    private int PlaceOf(string collection)
    {
        var place = Array.FindIndex(longest, name => collection.Contains($".{name} ", StringComparison.Ordinal));
        return place < 0 ? longest.Length : place;
    }
}
