namespace Penstock.Testing;

/// <summary>Every fault that a test is about really happened.</summary>
public static class ReachedCheck
{
    /// <returns>Violations as sentences: the faults that never fired.</returns>
    public static IReadOnlyList<string> Of(FaultTally tally, params IEnumerable<string> faults) =>
        [.. faults.Where(f => tally[f] == 0).Select(f => $"{f} never happened: nothing is proved about it.")];
}
