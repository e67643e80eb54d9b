using System.Globalization;
using System.Text;

namespace Penstock.Hosting;

/// <summary>The text exposition format, version 0.0.4.</summary>
internal sealed class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder text = new();

    public static string Write(IEnumerable<MetricFamily> families)
    {
        var writer = new PrometheusText();
        foreach (var family in families.Where(family => family.Series.Count > 0))
            writer.Family(family);
        return writer.text.ToString();
    }

    private void Family(MetricFamily family)
    {
        if (family.Help.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $"# HELP {family.Name} {Escape(family.Help)}\n");
        text.Append(CultureInfo.InvariantCulture, $"# TYPE {family.Name} {family.Type}\n");
        foreach (var (labels, sample) in family.Series)
            Series(family.Name, labels, sample);
    }

    private void Series(string name, string labels, Sample sample)
    {
        switch (sample)
        {
            case Sum sum:
                Line(name, labels, sum.Value);
                break;
            case Level level:
                Line(name, labels, level.Value);
                break;
            case Distribution distribution:
                Buckets(name, labels, distribution);
                Line(name + "_sum", labels, distribution.Total);
                Line(name + "_count", labels, distribution.Count);
                break;
        }
    }

    private void Buckets(string name, string labels, Distribution distribution)
    {
        var below = 0L;
        var separator = labels.Length == 0 ? "" : ",";
        foreach (var (bound, count) in distribution.Buckets)
            Line(name + "_bucket", $"{labels}{separator}le=\"{Number(bound)}\"", below += count);
    }

    private void Line(string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
            text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string Escape(string help) => help
        .Replace("\\", @"\\", StringComparison.Ordinal)
        .Replace("\r", "", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);
}
