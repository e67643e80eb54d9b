namespace Penstock.Relational.Tests;

/// <summary>What can happen to a statement on its way, as a <c>FaultTally</c> counts it.</summary>
internal static class LineFault
{
    /// <summary>A process's calls met a store that was away.</summary>
    public const string Away = "StoreAway";

    /// <summary>A writer waited so long for another's transaction that the store said no.</summary>
    public const string Busy = "StoreBusy";

    /// <summary>The connection was lost, and the store has seen nothing of the statement.</summary>
    public static string Unsent(Phase phase) => $"{phase}Unsent";

    /// <summary>The store did it, and the answer was lost.</summary>
    public static string Unanswered(Phase phase) => $"{phase}Unanswered";

    public static string KilledBefore(Phase phase) => $"KilledBefore{phase}";

    public static string KilledAfter(Phase phase) => $"KilledAfter{phase}";

    /// <summary>All that can happen in these phases.</summary>
    public static IEnumerable<string> All(params IEnumerable<Phase> phases) =>
        phases.SelectMany(p => new[] { Unsent(p), Unanswered(p), KilledBefore(p), KilledAfter(p) });
}
