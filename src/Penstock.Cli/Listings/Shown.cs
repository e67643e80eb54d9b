using System.Globalization;

namespace Penstock.Cli;

/// <summary>Figures and texts as people read them.</summary>
internal static class Shown
{
    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB"];

    /// <summary><c>12 s</c>, <c>3 min</c>, <c>5 h</c>, <c>2 d</c>; what has not come yet (a clock that is behind) is 0 s.</summary>
    public static string Age(TimeSpan age) => age switch
    {
        { TotalSeconds: < 1 } => "0 s",
        { TotalMinutes: < 1 } => $"{(int)age.TotalSeconds} s",
        { TotalHours: < 1 } => $"{(int)age.TotalMinutes} min",
        { TotalDays: < 2 } => $"{(int)age.TotalHours} h",
        _ => $"{(int)age.TotalDays:N0} d",
    };

    /// <summary><c>512 B</c>, <c>1.2 KB</c>, <c>34 MB</c>; a KB is 1,024 bytes.</summary>
    public static string Size(long bytes)
    {
        double size = bytes;
        var unit = 0;
        for (; size >= 1024 && unit < Units.Length - 1; unit++)
            size /= 1024;
        return size.ToString(unit > 0 && size < 10 ? "0.0" : "0", CultureInfo.InvariantCulture) + " " + Units[unit];
    }

    /// <summary><c>1,234</c>, or <c>10,000+</c> where counting stopped there.</summary>
    public static string Count(long count, long cap = long.MaxValue) => count >= cap ? $"{cap:N0}+" : $"{count:N0}";

    /// <summary>On one line, and nothing in it that a terminal would obey.</summary>
    public static string Plain(string text) =>
        string.Create(text.Length, text, (plain, given) =>
        {
            for (var i = 0; i < given.Length; i++)
                plain[i] = IsObeyed(given[i]) ? ' ' : given[i];
        });

    /// <summary>At most so many characters, with an ellipsis where there was more.</summary>
    public static string Cut(string text, int most) =>
        text.Length <= most ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1), "…");

    // Line ends, escapes, and the marks that turn the direction of what follows.
    private static bool IsObeyed(char c) =>
        char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
