namespace Penstock.Testing;

/// <summary>Duplicates only where the guarantees allow them.</summary>
public static class WindowCheck
{
    /// <returns>Violations as sentences: more effects than the ledger's windows allow.</returns>
    public static IReadOnlyList<string> Of(Ledger ledger) =>
    [
        .. ledger.Effects.Where(e => e.Outcome == Outcome.Ok).GroupBy(e => e.Id, StringComparer.Ordinal)
            .Where(g => g.Count() > 1 + ledger.Allowed(g.Key))
            .Select(g => $"{g.Key} was done {g.Count()} times (by {string.Join(", ", g.Select(e => e.By ?? "?"))}); {1 + ledger.Allowed(g.Key)} allowed."),
    ];
}
