namespace Penstock.Relational;

/// <summary>What the journals of the stores know, in the same words.</summary>
public static class JournalFacts
{
    /// <summary>A process of the pipeline noted it and has not noted anything else since.</summary>
    public static TraceFact InFlight(string pipeline, TimeSpan? age) => new(
        "journal",
        $"was in the last batch that a process of pipeline {pipeline} took in hand",
        age,
        new Dictionary<string, object?> { ["state"] = "in_flight", ["pipeline"] = pipeline });

    /// <summary>Processes died with it: it runs alone.</summary>
    public static TraceFact Suspect(string pipeline, int claims, TimeSpan age) => new(
        "journal",
        $"is a suspect of pipeline {pipeline}: a process died with it {claims} {(claims == 1 ? "time" : "times")}",
        age,
        new Dictionary<string, object?> { ["state"] = "suspect", ["pipeline"] = pipeline, ["claims"] = claims });
}
