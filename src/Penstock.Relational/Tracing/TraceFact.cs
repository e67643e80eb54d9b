namespace Penstock.Relational;

/// <summary>One thing that is known of a message.</summary>
/// <param name="Place">Where it is known: <c>queue</c>, <c>journal</c>, <c>dead letters</c> …</param>
/// <param name="What">One sentence for a person, without the full stop.</param>
/// <param name="Age">How long ago it came about, by the store's clock; null where nobody noted that.</param>
/// <param name="Details">The same for programs: texts, numbers, truth values, or null.</param>
public sealed record TraceFact(string Place, string What, TimeSpan? Age, IReadOnlyDictionary<string, object?> Details);
