using System.Globalization;
using System.Text.RegularExpressions;

namespace Penstock.Hosting;

internal static partial class DurationText
{
    private static readonly (string Suffix, long Ticks)[] Units =
    [
        ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond), ("ms", TimeSpan.TicksPerMillisecond),
    ];

    public static bool TryRead(string text, out TimeSpan value)
    {
        if (text.Contains(':', StringComparison.Ordinal))
            return TimeSpan.TryParseExact(text, [@"h\:mm\:ss", @"h\:mm\:ss\.FFFFFFF"], CultureInfo.InvariantCulture, out value);

        value = default;
        var match = Form().Match(text);
        if (!match.Success)
            return false;

        var suffix = match.Groups["unit"].Value is { Length: > 0 } given ? given : "s";
        var number = double.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture);
        var ticks = number * Units.Single(unit => unit.Suffix == suffix).Ticks;
        value = ticks < TimeSpan.MaxValue.Ticks ? TimeSpan.FromTicks((long)Math.Round(ticks)) : TimeSpan.MaxValue;
        return true;
    }

    public static string Write(TimeSpan value)
    {
        if (value == TimeSpan.Zero)
            return "0s";
        var unit = Units.FirstOrDefault(unit => value.Ticks % unit.Ticks == 0);
        return unit.Suffix is null
            ? value.ToString("c", CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{value.Ticks / unit.Ticks}{unit.Suffix}");
    }

    [GeneratedRegex(
        @"\A(?<number>[0-9]{1,15}(\.[0-9]{1,9})?)\s?(?<unit>ms|s|m|h|d)?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
