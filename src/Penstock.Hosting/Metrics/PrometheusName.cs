using System.Text;
using OpenTelemetry.Metrics;

namespace Penstock.Hosting;

/// <summary>Names as Prometheus wants them: a base unit at the end, <c>_total</c> after it on a counter, each only once.</summary>
internal static class PrometheusName
{
    private static readonly Dictionary<string, string[]> Units = new(StringComparer.Ordinal)
    {
        ["s"] = ["seconds", "s"],
        ["ms"] = ["milliseconds", "ms"],
        ["us"] = ["microseconds", "us"],
        ["ns"] = ["nanoseconds", "ns"],
        ["d"] = ["days", "d"],
        ["By"] = ["bytes"],
        ["KiBy"] = ["kibibytes"],
        ["MiBy"] = ["mebibytes"],
        ["%"] = ["percent"],
    };

    public static string Of(Metric metric, bool counter)
    {
        const string total = "_total";
        var name = Clean(metric.Name, colon: true);
        if (name.EndsWith(total, StringComparison.Ordinal))
            return name;
        if (Units.TryGetValue(metric.Unit, out var unit) && !Array.Exists(unit, IsSaid))
            name += "_" + unit[0];
        return counter ? name + total : name;

        bool IsSaid(string suffix) => name.EndsWith("_" + suffix, StringComparison.Ordinal);
    }

    public static string Label(string key) => Clean(key, colon: false);

    private static string Clean(string name, bool colon)
    {
        var text = new StringBuilder(name.Length + 1);
        foreach (var letter in name)
            text.Append(char.IsAsciiLetterOrDigit(letter) || letter == '_' || (colon && letter == ':') ? letter : '_');
        return (text.Length == 0 || char.IsAsciiDigit(text[0]) ? text.Insert(0, '_') : text).ToString();
    }
}
