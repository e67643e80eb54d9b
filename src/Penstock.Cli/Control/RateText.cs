using System.Globalization;
using Penstock.Hosting;

namespace Penstock.Cli;

/// <summary>Rates as operators write them: <c>100/s</c>, <c>30/min</c>, <c>off</c>.</summary>
internal static class RateText
{
    /// <returns>A second's worth; null for <c>off</c>.</returns>
    /// <exception cref="SettingException">It is no rate.</exception>
    public static double? Parse(string text)
    {
        if (text.Equals("off", StringComparison.OrdinalIgnoreCase))
            return null;

        var parts = text.Split('/', 2);
        return parts is [var number, var unit] && Seconds(unit) is { } seconds
            && double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) && count / seconds >= 0.0001
            ? count / seconds
            : throw new SettingException($"RATE is '{text}': a number above 0 with its unit, such as 100/s, 30/min or 500/h, is allowed, or off.");
    }

    private static double? Seconds(string unit) => unit switch
    {
        "s" => 1,
        "min" => 60,
        "h" => 3600,
        _ => null,
    };
}
