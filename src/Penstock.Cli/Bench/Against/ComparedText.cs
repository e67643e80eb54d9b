using System.Text.Json;
using Penstock.Bench;

namespace Penstock.Cli;

/// <summary>Compared rows for people and for programs, a line at a time, since they come over minutes.</summary>
internal static class ComparedText
{
    public static string Titles { get; } = Line("bench", "what", "unit", "ours", "theirs", "ratio", "spread", "by limit", "");

    public static string Line(ComparedRow row, double least) => Line(
        row.Bench, row.What, row.Unit, BenchText.Figure(row.Ours), BenchText.Figure(row.Theirs), Ratio(row.Ratio),
        row.Least is null ? "-" : $"{Ratio(row.Least)} to {Ratio(row.Most)}",
        Ratio(row.ByLimit), row.Verdict(least));

    public static string Json(ComparedRow row, double least) => JsonText.Of(json =>
    {
        json.WriteString("bench", row.Bench);
        json.WriteString("what", row.What);
        json.WriteString("unit", row.Unit);
        Write(json, "ours", row.Ours);
        Write(json, "theirs", row.Theirs);
        Write(json, "ratio", row.Ratio);
        Write(json, "least", row.Least);
        Write(json, "most", row.Most);
        Write(json, "by_limit", row.ByLimit);
        json.WriteBoolean("is_count", row.IsCount);
        json.WriteString("verdict", row.Verdict(least) is { Length: > 0 } verdict ? verdict : "fine");
    });

    public static string Ratio(double? ratio) => ratio is { } given && !double.IsFinite(given) ? "beyond" : BenchText.Figure(ratio);

    private static string Line(string bench, string what, string unit, string ours, string theirs, string ratio, string spread, string byLimit, string verdict) =>
        $"{bench,-7} {what,-90} {unit,-18} {ours,12} {theirs,12} {ratio,8} {spread,18} {byLimit,8}  {verdict}".TrimEnd();

    // JSON has no infinity.
    private static void Write(Utf8JsonWriter json, string name, double? figure)
    {
        if (figure is { } given && double.IsFinite(given))
            json.WriteNumber(name, BenchText.Rounded(given));
        else
            json.WriteNull(name);
    }
}
