namespace Penstock.Testing;

/// <summary>Messages of one key are done in the order in which they went in. A repetition of an earlier one is not a change of order.</summary>
public static class OrderCheck
{
    /// <param name="ledger">What went in, and the effects.</param>
    /// <param name="parked">In the dead letters: what came behind them did not wait for them.</param>
    /// <returns>Violations as sentences.</returns>
    public static IReadOnlyList<string> Of(Ledger ledger, IReadOnlyCollection<string> parked)
    {
        var firsts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var effect in ledger.Effects.Where(e => e.Outcome == Outcome.Ok))
            firsts.TryAdd(effect.Id, firsts.Count);
        return
        [
            .. ledger.Entries.Where(e => e.Key is not null && firsts.ContainsKey(e.Id) && !parked.Contains(e.Id)).GroupBy(e => e.Key, StringComparer.Ordinal)
                .SelectMany(key => key.Zip(key.Skip(1)))
                .Where(pair => firsts[pair.First.Id] > firsts[pair.Second.Id])
                .Select(pair => $"{pair.Second.Id} was done before {pair.First.Id}, which came before it under key {pair.First.Key}."),
        ];
    }
}
