using System.Globalization;
using System.Text.RegularExpressions;

namespace Penstock.Hosting.Tests;

/// <summary>Refuses what a Prometheus server would refuse, and some of what it would only frown at.</summary>
internal static partial class StrictPrometheus
{
    public static void Check(string text)
    {
        if (text.Length == 0)
            return;
        text.ShouldEndWith("\n");
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        var series = new HashSet<string>(StringComparer.Ordinal);
        var helped = new HashSet<string>(StringComparer.Ordinal);
        var family = "";
        foreach (var line in text[..^1].Split('\n'))
        {
            if (Help().Match(line) is { Success: true } help)
            {
                helped.Add(help.Groups["name"].Value).ShouldBeTrue(line);
            }
            else if (Type().Match(line) is { Success: true } type)
            {
                family = type.Groups["name"].Value;
                types.TryAdd(family, type.Groups["type"].Value).ShouldBeTrue("one TYPE a family: " + line);
            }
            else
            {
                var sample = Sample().Match(line);
                sample.Success.ShouldBeTrue("not a sample: " + line);
                Belongs(sample.Groups["name"].Value, family, types[family]).ShouldBeTrue("outside its family: " + line);
                series.Add(sample.Groups["name"].Value + sample.Groups["labels"].Value).ShouldBeTrue("twice: " + line);
                Value(sample.Groups["value"].Value);
            }
        }
    }

    private static bool Belongs(string name, string family, string type) => type switch
    {
        "histogram" => name == family + "_bucket" || name == family + "_sum" || name == family + "_count",
        "summary" => name == family + "_sum" || name == family + "_count",
        _ => name == family,
    };

    private static void Value(string text)
    {
        if (text is not ("+Inf" or "-Inf" or "NaN"))
            double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^# HELP (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) ([^\\]|\\\\|\\n)*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Help();

    [GeneratedRegex("^# TYPE (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<type>counter|gauge|histogram|summary)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Type();

    [GeneratedRegex(
        """^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?<labels>\{[a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\\\|\\"|\\n)*"(,[a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\\\|\\"|\\n)*")*\})? (?<value>\S+)$""",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Sample();
}
