using System.Globalization;
using OpenTelemetry;

namespace Penstock.Hosting;

internal static class PrometheusLabels
{
    /// <summary>Sorted, so that one series has one text: <c>a="1",b="2"</c>.</summary>
    public static string Write(ReadOnlyTagCollection tags)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in tags)
            labels.TryAdd(PrometheusName.Label(key), Text(value));
        return string.Join(',', labels.Select(label => $"{label.Key}=\"{Escape(label.Value)}\""));
    }

    private static string Text(object? value) => value switch
    {
        bool truth => truth ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string Escape(string value) => value
        .Replace("\\", @"\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);
}
