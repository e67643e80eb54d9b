namespace Penstock.Relational;

/// <summary>All that a store knows of one message.</summary>
public sealed class Traces(Store store) : ITraceReader
{
    private readonly ITraceReader[] places = [new QueueTrace(store), store.JournalTrace, new DeadLetterTrace(store), new ReplayTrace(store), new AuditTrace(store)];

    /// <returns>The oldest first; what has no age comes last.</returns>
    public async Task<IReadOnlyList<TraceFact>> ReadAsync(string origin, CancellationToken giveUp)
    {
        var facts = new List<TraceFact>();
        foreach (var place in places)
            facts.AddRange(await place.ReadAsync(origin, giveUp));
        return [.. facts.OrderByDescending(fact => fact.Age ?? TimeSpan.MinValue)];
    }
}
