namespace Penstock.Relational;

/// <summary>Which unresolved letters are meant. All that is set must hold.</summary>
public sealed record LetterFilter
{
    public string? Pipeline { get; init; }

    /// <summary>
    /// In the error's type or folded message (as groups show it, letters of either case), or the whole fingerprint, or the
    /// beginning of the origin or of the key.
    /// </summary>
    public string? Match { get; init; }

    /// <summary>Parked at least that long ago, by the store's clock.</summary>
    public TimeSpan? OlderThan { get; init; }

    /// <summary>At most that many: the newest of a listing, else the first that were parked.</summary>
    public int? Limit { get; init; }

    /// <summary>No later letter than that: what was counted stays what is meant.</summary>
    public long? UpTo { get; init; }

    /// <summary>It holds for every letter.</summary>
    public bool IsEmpty => Pipeline is null && Match is null && OlderThan is null;

    /// <summary>Whether pipeline and match hold for a letter of a home that can't ask a database.</summary>
    public bool Matches(Letter letter)
    {
        if (Pipeline is { } pipeline && pipeline != letter.Pipeline)
            return false;
        if (Match is not { } match)
            return true;

        var group = Fingerprint.Of(letter.Reason);
        return group.Hash == match
            || $"{letter.Reason.Type}: {group.Text}".Contains(match, StringComparison.OrdinalIgnoreCase)
            || letter.Origin.StartsWith(match, StringComparison.Ordinal)
            || letter.Key?.StartsWith(match, StringComparison.Ordinal) == true;
    }

    /// <summary>As people are shown it, and as a replay keeps it.</summary>
    public override string ToString()
    {
        string?[] parts =
        [
            Pipeline is null ? null : $"pipeline {Pipeline}",
            Match is null ? null : $"matching '{Match}'",
            OlderThan is { } age ? $"older than {age:c}" : null,
            Limit is { } limit ? $"the first {limit:N0}" : null,
        ];
        var said = string.Join(", ", parts.OfType<string>());
        return said.Length == 0 ? "all" : said;
    }
}
