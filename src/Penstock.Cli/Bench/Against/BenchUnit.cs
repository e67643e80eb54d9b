namespace Penstock.Cli;

/// <summary>What a unit of a benchmark says about its figure: which way is better, and how far two figures may differ by chance.</summary>
internal static class BenchUnit
{
    private static readonly HashSet<string> Less = new(StringComparer.Ordinal)
    {
        "ms", "s", "MB", "bytes", "objects", "statements", "commits", "trips", "calls", "count", "of all",
    };

    private static readonly HashSet<string> Counts = new(StringComparer.Ordinal) { "statements", "commits", "trips", "calls", "count" };

    public static bool IsLessBetter(string unit) => Less.Contains(Noun(unit));

    /// <summary>Counted, not timed: equal work gives equal figures.</summary>
    public static bool IsCount(string unit) => Counts.Contains(Noun(unit));

    /// <summary>
    /// How much worse a figure may be and still be called the same: of a count, what its four digits can't say and a heartbeat that fell
    /// into one run and not into the other; of what an idle process does in its 20 s, two statements; of objects, what their samples leave open.
    /// </summary>
    public static double Noise(string unit, double figure) => Noun(unit) switch
    {
        "objects" => 0.1,
        "statements" when unit.EndsWith("/s", StringComparison.Ordinal) => 0.1,
        var noun when Counts.Contains(noun) => figure * 0.01,
        _ => 0,
    };

    // 'statements/job' are statements; 'jobs/s' are jobs.
    private static string Noun(string unit) => unit.Split('/')[0];
}
