using Penstock.Bench;

namespace Penstock.Cli;

/// <summary>The rows of one benchmark, as two programs gave them round by round.</summary>
internal sealed class BenchComparison
{
    private const string Statements = ", statements";
    private const string Bytes = ", allocated";

    private readonly List<Dictionary<(string Bench, string What, string Unit), BenchRow>> ours = [];
    private readonly List<Dictionary<(string Bench, string What, string Unit), BenchRow>> theirs = [];
    private readonly List<(string Bench, string What, string Unit)> order = [];

    /// <summary>A round of both. A side that failed gave none.</summary>
    public void Add(IReadOnlyList<BenchRow> rowsOfOurs, IReadOnlyList<BenchRow> rowsOfTheirs)
    {
        ours.Add(ByName(rowsOfOurs));
        theirs.Add(ByName(rowsOfTheirs));
    }

    /// <summary>Ours in their order, then what only the others have.</summary>
    public IReadOnlyList<ComparedRow> Rows() => [.. order.Select(Compare)];

    private ComparedRow Compare((string Bench, string What, string Unit) name)
    {
        var unit = name.Unit;
        var compared = new ComparedRow(name.Bench, name.What, unit, Of(name, ours), Of(name, theirs));
        var both = Enumerable.Range(0, ours.Count)
            .Where(round => ours[round].ContainsKey(name) && theirs[round].ContainsKey(name))
            .Select(round => (Ours: ours[round][name], Theirs: theirs[round][name]))
            .ToList();
        if (both.Count == 0)
            return Ratioed(compared);

        var ratios = both.ConvertAll(pair => Ratio(unit, pair.Ours.Ours, pair.Theirs.Ours));
        var byLimit = both
            .Where(pair => pair.Ours.Ratio is not null && pair.Theirs.Ratio is not null)
            .Select(pair => Ratio(unit, pair.Ours.Ratio!.Value, pair.Theirs.Ratio!.Value))
            .ToList();
        var spread = compared with { Least = ratios.Min(), Most = ratios.Max(), ByLimit = byLimit.Count == 0 ? null : Rounds.Median(byLimit) };
        return spread.IsCount ? Ratioed(spread) : spread with { Ratio = Rounds.Median(ratios) };
    }

    // Of counts the figures themselves are compared, whichever rounds they are of.
    private static ComparedRow Ratioed(ComparedRow row) =>
        row is { IsCount: true, Ours: { } mine, Theirs: { } others } ? row with { Ratio = Ratio(row.Unit, mine, others) } : row;

    // What timers add to a count differs from run to run; the least is nearest to the work itself.
    private static double? Of((string Bench, string What, string Unit) name, List<Dictionary<(string Bench, string What, string Unit), BenchRow>> rounds)
    {
        var figures = rounds.Where(round => round.ContainsKey(name)).Select(round => round[name].Ours).ToList();
        if (figures.Count == 0)
            return null;
        return BenchUnit.IsCount(name.Unit) ? figures.Min() : Rounds.Median(figures);
    }

    private static double Ratio(string unit, double ours, double theirs)
    {
        var (better, worse) = BenchUnit.IsLessBetter(unit) ? (theirs, ours) : (ours, theirs);
        // Nothing against nothing is the same, something against nothing beyond any ratio.
        return better == worse ? 1 : better / worse;
    }

    private Dictionary<(string Bench, string What, string Unit), BenchRow> ByName(IReadOnlyList<BenchRow> rows)
    {
        var named = new Dictionary<(string Bench, string What, string Unit), BenchRow>();
        foreach (var row in rows.SelectMany(Parts))
        {
            var name = (row.Bench, row.What, row.Unit);
            named[name] = row;
            if (!order.Contains(name))
                order.Add(name);
        }

        return named;
    }

    // A row's statements and bytes are figures of their own, unless they are what the row is about.
    private static IEnumerable<BenchRow> Parts(BenchRow row)
    {
        yield return row;
        if (row.StatementsPerMessage is { } statements && !BenchUnit.IsCount(row.Unit))
            yield return new BenchRow(row.Bench, row.What + Statements, "statements/message", statements);
        if (row.BytesPerMessage is { } bytes)
            yield return new BenchRow(row.Bench, row.What + Bytes, "bytes/message", bytes);
    }
}
