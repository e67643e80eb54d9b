using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Penstock.Relational;

/// <summary>
/// What makes two errors the same: their type, and their message without what varies from one message to the next. Numbers,
/// GUIDs, hex, quoted values and addresses are folded.
/// </summary>
/// <param name="Hash">12 hex digits.</param>
/// <param name="Text">The folded message, as people are shown it; at most 300 characters.</param>
public sealed partial record Fingerprint(string Hash, string Text)
{
    private const int TextCharacters = 300;
    private const int HashDigits = 12;

    public static Fingerprint Of(Reason reason) => OfFolded(Folded(reason));

    /// <summary>The same reason without what varies: of equal ones the fingerprint is equal too.</summary>
    internal static Reason Folded(Reason reason) => reason with
    {
        Message = Varying().Replace(reason.Message, match => match.Groups.Values.First(g => g.Success && g.Name != "0").Name switch
        {
            "quoted" => "{text}",
            "guid" => "{guid}",
            "hex" => "{hex}",
            "number" => "{n}",
            _ => "{address}",
        }),
    };

    internal static Fingerprint OfFolded(Reason folded)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{folded.Type}\n{folded.Message}")));
        return new Fingerprint(hash[..HashDigits], folded.Cut(TextCharacters));
    }

    // In this order: a GUID holds numbers, an address may hold both. An apostrophe within a word, or beside what was folded, opens nothing.
    [GeneratedRegex(
        """
        (?<quoted>(?<![\p{L}\p{N}}])'[^']*'(?![\p{L}\p{N}{])|"[^"]*"|`[^`]*`)
        |(?<address>[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+|[A-Za-z][A-Za-z0-9+.-]*://[^\s'"`<>()]+|(?<![0-9.])[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?::[0-9]+)?(?![0-9]))
        |(?<guid>(?<![0-9A-Fa-f])[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}(?![0-9A-Fa-f]))
        |(?<hex>(?<![\p{L}\p{N}])(?:0[xX][0-9A-Fa-f]+|(?=[A-Fa-f]*[0-9])(?=[0-9]*[A-Fa-f])[0-9A-Fa-f]{8,})(?![\p{L}\p{N}]))
        |(?<number>[0-9]+(?:[.,:][0-9]+)*)
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Varying();
}
