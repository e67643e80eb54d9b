using System.Text;

namespace Penstock.Relational;

/// <summary>A dead letter as it is written: its reason masked, bounded and fingerprinted, its texts fit for a text column.</summary>
internal sealed record ParkedLetter(string Pipeline, string Origin, string? Address, Delivery Delivery, Reason Reason, Fingerprint Fingerprint)
{
    private const int MessageCharacters = 2_000;
    private const int TypeCharacters = 200;

    /// <summary>Of letters with one identity the last stands: a statement can't write a row twice.</summary>
    public static IReadOnlyList<ParkedLetter> Of(IReadOnlyList<DeadLetter> letters)
    {
        var known = new Dictionary<Reason, Fingerprint>();
        var parked = new Dictionary<(string, string), ParkedLetter>(letters.Count);
        foreach (var letter in letters)
        {
            var one = Of(letter, known);
            parked[(one.Pipeline, one.Origin)] = one;
        }

        return [.. parked.Values];
    }

    public static Rows Rows(IReadOnlyList<ParkedLetter> letters) => new Rows("parked")
        .Add("place", [.. Enumerable.Range(0, letters.Count)])
        .Add("pipeline", [.. letters.Select(l => l.Pipeline)])
        .Add("origin", [.. letters.Select(l => l.Origin)])
        .Add("address", [.. letters.Select(l => Clean(l.Address))])
        .Add("key", [.. letters.Select(l => Clean(l.Delivery.Key))])
        .Add("headers", [.. letters.Select(l => Headers.ToColumn(l.Delivery.Headers))])
        .Add("body", [.. letters.Select(l => l.Delivery.Body.ToArray())])
        .Add("body_bytes", [.. letters.Select(l => l.Delivery.Body.Length)])
        .Add("reason_type", [.. letters.Select(l => l.Reason.Type)])
        .Add("reason_message", [.. letters.Select(l => l.Reason.Message)])
        .Add("fingerprint", [.. letters.Select(l => l.Fingerprint.Hash)])
        .Add("failures", [.. letters.Select(l => l.Delivery.Failures + 1)]);

    // Neighbours often fail with the same words, but for what varies: those are hashed once.
    private static ParkedLetter Of(DeadLetter letter, Dictionary<Reason, Fingerprint> known)
    {
        var type = new Reason("", Clean(letter.Reason.Type)).Cut(TypeCharacters);
        var reason = new Reason(type, new Reason("", Secrets.Mask(Clean(letter.Reason.Message))).Cut(MessageCharacters));
        var folded = Fingerprint.Folded(reason);
        if (!known.TryGetValue(folded, out var fingerprint))
            known[folded] = fingerprint = Fingerprint.OfFolded(folded);
        return new ParkedLetter(letter.Pipeline, Clean(letter.Delivery.Origin), letter.Address, letter.Delivery, reason, fingerprint);
    }

    // A text column takes neither a NUL nor half a character.
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
    private static string? Clean(string? text)
    {
        if (text is null || IsClean(text))
            return text;

        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            clean.Append(rune.Value == 0 ? Rune.ReplacementChar.ToString() : rune.ToString());
        return clean.ToString();
    }

    private static bool IsClean(string text)
    {
        foreach (var c in text)
        {
            if (c == '\0' || char.IsSurrogate(c))
                return false;
        }

        return true;
    }
}
