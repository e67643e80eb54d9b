using System.Buffers;
using System.Text.RegularExpressions;

namespace Penstock;

/// <summary>The last line of defence: whoever writes a connection string masks it; this catches what was forgotten.</summary>
internal static partial class Secrets
{
    private static readonly SearchValues<string> Signs = SearchValues.Create(
        ["://", "password=", "pwd=", "accesskey=", "accountkey=", "signature="], StringComparison.OrdinalIgnoreCase);

    /// <summary>Replaces passwords in URLs and in key=value connection strings by <c>***</c>.</summary>
    public static string Mask(string text) =>
        text.AsSpan().ContainsAny(Signs) ? Pairs().Replace(Urls().Replace(text, "***"), "***") : text;

    // Both run in linear time and have no time limit: a process that was stopped and continued must not fail in its log.
    // After user and colon: anything up to the last @ before the next URL, blank or quote, unless it is a port and the path after it.
    [GeneratedRegex(
        """(?<=://[^\s:/@"']*:)(?![0-9]{1,5}(?:[/?#,;\s"']|$))(?:(?!://)[^\s"'])*(?=@)""",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Urls();

    [GeneratedRegex(
        """(?<=(?:password|pwd|accesskey|accountkey|signature)=)[^;&\s"']+""",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Pairs();
}
