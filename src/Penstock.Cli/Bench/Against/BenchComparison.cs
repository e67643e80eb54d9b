using Penstock.Bench;

namespace Penstock.Cli;

/// <summary>The rows of one benchmark, as two programs gave them round by round.</summary>
internal sealed class BenchComparison
{
    private const string Statements = ", statements";
    private const string Bytes = ", allocated";

    private readonly List<Dictionary<(string Bench, string What, string Unit), double>> ours = [];
    private readonly List<Dictionary<(string Bench, string What, string Unit), double>> theirs = [];
    private readonly List<(string Bench, string What, string Unit)> order = [];

    /// <summary>A round of both. A side that failed gave none.</summary>
    public void Add(IReadOnlyList<BenchRow> rowsOfOurs, IReadOnlyList<BenchRow> rowsOfTheirs)
    {
        ours.Add(Figures(rowsOfOurs));
        theirs.Add(Figures(rowsOfTheirs));
    }

    /// <summary>Ours in their order, then what only the others have.</summary>
    public IReadOnlyList<ComparedRow> Rows() => [.. order.Select(Compare)];

    private ComparedRow Compare((string Bench, string What, string Unit) row)
    {
        var (mine, others) = (Of(row, ours), Of(row, theirs));
        var both = Enumerable.Range(0, ours.Count)
            .Where(round => ours[round].ContainsKey(row) && theirs[round].ContainsKey(row))
            .Select(round => Ratio(row.Unit, ours[round][row], theirs[round][row]))
            .ToList();
        var compared = new ComparedRow(row.Bench, row.What, row.Unit, mine, others);
        if (BenchUnit.IsCount(row.Unit) && mine is { } count && others is { } other)
            return compared with { Ratio = Ratio(row.Unit, count, other), Least = both.Count > 0 ? both.Min() : null, Most = both.Count > 0 ? both.Max() : null };
        return both.Count == 0 ? compared : compared with { Least = both.Min(), Most = both.Max(), Ratio = Rounds.Median(both) };
    }

    // What timers add to a count differs from run to run; the least is nearest to the work itself.
    private static double? Of((string Bench, string What, string Unit) row, List<Dictionary<(string Bench, string What, string Unit), double>> rounds)
    {
        var figures = rounds.Where(round => round.ContainsKey(row)).Select(round => round[row]).ToList();
        if (figures.Count == 0)
            return null;
        return BenchUnit.IsCount(row.Unit) ? figures.Min() : Rounds.Median(figures);
    }

    private static double Ratio(string unit, double ours, double theirs)
    {
        var (better, worse) = BenchUnit.IsLessBetter(unit) ? (theirs, ours) : (ours, theirs);
        // Nothing against nothing is the same, something against nothing beyond any ratio.
        return better == worse ? 1 : better / worse;
    }

    private Dictionary<(string Bench, string What, string Unit), double> Figures(IReadOnlyList<BenchRow> rows)
    {
        var figures = new Dictionary<(string Bench, string What, string Unit), double>();
        foreach (var row in rows.SelectMany(Parts))
        {
            var key = (row.Bench, row.What, row.Unit);
            figures[key] = row.Ours;
            if (!order.Contains(key))
                order.Add(key);
        }

        return figures;
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
