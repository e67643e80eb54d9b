namespace Penstock.Testing;

/// <summary>After the faults have stopped and time for a drain has passed: nothing waits, nothing is held, every pipeline flows.</summary>
public static class LivenessCheck
{
    /// <param name="waiting">What the store still has to give.</param>
    /// <param name="leased">What is claimed still.</param>
    /// <param name="pipelines">Those that run.</param>
    /// <returns>Violations as sentences.</returns>
    public static IReadOnlyList<string> Of(
        IReadOnlyCollection<string> waiting, IReadOnlyCollection<string> leased, IEnumerable<Pipeline> pipelines) =>
    [
        .. waiting.Select(id => $"{id} still waits."),
        .. leased.Select(id => $"{id} is still claimed, and its owner is idle or gone."),
        .. pipelines.Where(p => p.WaitsFor is not null).Select(p => $"{p.Name} still waits for {p.WaitsFor}."),
    ];
}
