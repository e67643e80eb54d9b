namespace Penstock.Bench;

/// <summary>One figure of a benchmark.</summary>
/// <param name="Bench">The benchmark's name.</param>
/// <param name="What">What was measured.</param>
/// <param name="Unit">Of <paramref name="Ours"/> and <paramref name="Limit"/>.</param>
/// <param name="Ours">The median of the rounds.</param>
/// <param name="Limit">The same for what we are compared with; null where there is nothing.</param>
/// <param name="Ratio"><paramref name="Ours"/> by <paramref name="Limit"/>.</param>
/// <param name="StatementsPerMessage">All that was sent to the store, BEGIN and COMMIT included.</param>
/// <param name="BytesPerMessage">Allocated in this process.</param>
public sealed record BenchRow(
    string Bench,
    string What,
    string Unit,
    double Ours,
    double? Limit = null,
    double? Ratio = null,
    double? StatementsPerMessage = null,
    double? BytesPerMessage = null)
{
    internal static BenchRow Against(string bench, string what, string unit, double ours, double limit) =>
        new(bench, what, unit, ours, limit, ours / limit);
}
