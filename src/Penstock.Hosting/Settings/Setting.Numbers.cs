using System.Globalization;

namespace Penstock.Hosting;

public abstract partial class Setting
{
    /// <summary>A whole number.</summary>
    /// <param name="min">Inclusive.</param>
    /// <param name="max">Inclusive.</param>
    public static Setting<int> Int(
        string key, string? variable, int @default, int min, int max, string help, string? flag = null) => new()
    {
        Key = key,
        Variable = variable,
        Flag = flag,
        Help = help,
        Allowed = IntText(min, max),
        Default = @default,
        DefaultText = Invariant(@default),
        Parser = (string text, out int value) => TryInt(text, min, max, out value),
    };

    /// <summary>A whole number that may be left unset (null).</summary>
    public static Setting<int?> OptionalInt(string key, string? variable, int min, int max, string help, string? flag = null) => new()
    {
        Key = key,
        Variable = variable,
        Flag = flag,
        Help = help,
        Allowed = IntText(min, max),
        Default = null,
        Parser = (string text, out int? value) =>
            (value = TryInt(text, min, max, out var number) ? number : null) is not null,
    };

    /// <summary>A number with a decimal point.</summary>
    /// <param name="min">Inclusive.</param>
    /// <param name="max">Inclusive; infinity for no limit. Infinity and NaN themselves are never allowed.</param>
    public static Setting<double> Number(
        string key, string? variable, double @default, double min, double max, string help, string? flag = null) => new()
    {
        Key = key,
        Variable = variable,
        Flag = flag,
        Help = help,
        Allowed = NumberText(min, max),
        Default = @default,
        DefaultText = Invariant(@default),
        Parser = (string text, out double value) => TryNumber(text, min, max, out value),
    };

    /// <summary>A number that may be left unset (null), which means off.</summary>
    public static Setting<double?> OptionalNumber(
        string key, string? variable, double min, double max, string help, string? flag = null) => new()
    {
        Key = key,
        Variable = variable,
        Flag = flag,
        Help = help,
        Allowed = NumberText(min, max),
        Default = null,
        Parser = (string text, out double? value) =>
            (value = TryNumber(text, min, max, out var number) ? number : null) is not null,
    };

    private static bool TryInt(string text, int min, int max, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= min && value <= max;

    private static bool TryNumber(string text, double min, double max, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
        && double.IsFinite(value) && value >= min && value <= max;

    private static string IntText(int min, int max) =>
        "a whole number" + Range(min > int.MinValue, max < int.MaxValue, Invariant(min), Invariant(max));

    private static string NumberText(double min, double max) =>
        "a number" + Range(min > double.MinValue, max < double.MaxValue, Invariant(min), Invariant(max));

    private static string Range(bool low, bool high, string min, string max) => (low, high) switch
    {
        (true, true) => $" from {min} to {max}",
        (true, false) => $" of at least {min}",
        (false, true) => $" of at most {max}",
        _ => "",
    };

    private static string Invariant(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
