namespace Penstock.Cli;

/// <summary>One figure of two programs.</summary>
/// <param name="Bench">The benchmark's name.</param>
/// <param name="What">What was measured.</param>
/// <param name="Unit">Of both figures.</param>
/// <param name="Ours">The median of the rounds, of a count the least; null where this program has no such row.</param>
/// <param name="Theirs">The same of the other.</param>
/// <param name="Ratio">The median of the rounds' ratios: 1 is the same, above 1 ours is better, whichever way the unit goes.</param>
/// <param name="Least">The worst round's ratio.</param>
/// <param name="Most">The best round's.</param>
/// <param name="ByLimit">The median of the ratios that the two have to their own limits, which ran in turns with them: a slow hour of the machine hits it less.</param>
internal sealed record ComparedRow(
    string Bench, string What, string Unit, double? Ours, double? Theirs, double? Ratio = null, double? Least = null, double? Most = null,
    double? ByLimit = null)
{
    public bool IsCount => BenchUnit.IsCount(Unit);

    /// <summary>A count that grew, whatever <paramref name="least"/> is, or a ratio below it.</summary>
    public bool IsWorse(double least)
    {
        if (Ours is not { } ours || Theirs is not { } theirs)
            return false;
        if (BenchUnit.IsLessBetter(Unit) && ours - theirs <= BenchUnit.Noise(Unit, theirs))
            return false;
        return IsCount || Ratio < least;
    }

    public string Verdict(double least) => (Ours, Theirs) switch
    {
        (null, _) => "only theirs",
        (_, null) => "only ours",
        _ when IsWorse(least) => "worse",
        _ => "",
    };
}
