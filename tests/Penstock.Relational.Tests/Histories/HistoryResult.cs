namespace Penstock.Relational.Tests;

internal sealed record HistoryResult(int Seed, HistoryPlan Plan, long Digest, int ForeignSteps, IReadOnlyList<string> Violations)
{
    public override string ToString() =>
        $"Seed {Seed} ({Plan.Style}, {Plan.Processes} processes, {Plan.Messages} messages): {string.Join(" ", Violations)}";
}
