namespace Penstock.Testing;

/// <summary>What went in came out: done or parked, each where it belongs.</summary>
public sealed record TotalCheck
{
    private TotalCheck(Ledger ledger, IReadOnlyCollection<string> completed, IReadOnlyCollection<string> dead)
    {
        var entries = ledger.Entries.ToDictionary(e => e.Id, StringComparer.Ordinal);
        var effects = ledger.Effects.ToLookup(e => e.Id, StringComparer.Ordinal);
        bool IsDone(string id) => effects[id].Any(e => e.Outcome == Outcome.Ok);
        Lost = [.. entries.Keys.Where(id => !IsDone(id) && !dead.Contains(id))];
        Unexpected = [.. completed.Concat(dead).Concat(effects.Select(e => e.Key)).Distinct(StringComparer.Ordinal).Where(id => !entries.ContainsKey(id))];
        Duplicated = [.. entries.Keys.Where(id => effects[id].Count(e => e.Outcome == Outcome.Ok) > 1)];
        Recovered = [.. entries.Keys.Where(id => IsDone(id) && effects[id].Any(e => e.Outcome != Outcome.Ok))];
        Violations =
        [
            .. Lost.Select(id => $"{id} was lost: {(completed.Contains(id) ? "acknowledged" : "gone")}, with neither an effect nor a dead letter."),
            .. Unexpected.Select(id => $"{id} came out and never went in."),
            .. dead.Where(id => entries.TryGetValue(id, out var e) && e.Fate == Fate.Done).Select(id => $"{id} was dead-lettered, and nothing was wrong with it."),
            .. entries.Values.Where(e => e.Fate == Fate.Parked && (IsDone(e.Id) || completed.Contains(e.Id)))
                .Select(e => $"{e.Id} can't be handled, and was taken for done."),
            .. completed.Intersect(dead, StringComparer.Ordinal).Select(id => $"{id} is both done and parked."),
            .. Twice(completed, "acknowledged"),
            .. Twice(dead, "parked"),
        ];
    }

    /// <summary>Went in; neither done nor parked.</summary>
    public IReadOnlyList<string> Lost { get; }

    /// <summary>Came out; never went in.</summary>
    public IReadOnlyList<string> Unexpected { get; }

    /// <summary>More than one effect is there. Whether that is allowed, the <see cref="WindowCheck"/> says.</summary>
    public IReadOnlyList<string> Duplicated { get; }

    /// <summary>Done, after a try that failed or whose outcome nobody knows.</summary>
    public IReadOnlyList<string> Recovered { get; }

    /// <summary>As sentences; empty when all is well.</summary>
    public IReadOnlyList<string> Violations { get; }

    /// <param name="ledger">What went in, and the effects.</param>
    /// <param name="completed">What the store took for done, as often as it did.</param>
    /// <param name="dead">What is parked, as often as it is.</param>
    public static TotalCheck Of(Ledger ledger, IReadOnlyCollection<string> completed, IReadOnlyCollection<string> dead) =>
        new(ledger, completed, dead);

    private static IEnumerable<string> Twice(IEnumerable<string> ids, string what) =>
        ids.GroupBy(id => id, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => $"{g.Key} was {what} {g.Count()} times.");
}
