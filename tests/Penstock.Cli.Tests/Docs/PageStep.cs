using System.Text.RegularExpressions;

namespace Penstock.Cli.Tests;

/// <summary>A fenced block of a page: a file to write, lines to type, or what is then to be seen.</summary>
/// <param name="Language">What stands behind the fence.</param>
/// <param name="Text">Between the fences.</param>
internal sealed partial record PageStep(string Language, string Text)
{
    public static IReadOnlyList<PageStep> Of(string page) =>
        [.. Fences().Matches(page).Select(fence => new PageStep(fence.Groups["language"].Value, fence.Groups["text"].Value))];

    /// <summary>The file that the first line's comment names.</summary>
    public string FileName => Text[3..Text.IndexOf('\n', StringComparison.Ordinal)];

    /// <summary>Whether each of the lines is there, in order; <c>…</c> stands for anything, a blank for many.</summary>
    public bool IsSeenIn(string output) => new Regex(
        string.Join(".*", Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Line)), RegexOptions.Singleline, TimeSpan.FromSeconds(5)).IsMatch(output);

    private static string Line(string line) => string.Join(
        "[^\n]*", line.Trim().Split('…').Select(part => string.Join("[ \\t]+", part.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Regex.Escape)))
            .Select(part => part.Length == 0 ? part : $"[ \\t]*{part}[ \\t]*"));

    [GeneratedRegex(@"^```(?<language>\w+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fences();
}
