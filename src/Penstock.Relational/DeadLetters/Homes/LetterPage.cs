namespace Penstock.Relational;

/// <summary>The newest letters of a filter.</summary>
/// <param name="Letters">The newest first.</param>
/// <param name="Bounded">
/// Null: these are the newest there are. Else a sentence that says where looking ended: they match, and newer ones may match too.
/// </param>
public sealed record LetterPage(IReadOnlyList<Letter> Letters, string? Bounded);

/// <summary>Letters with one error.</summary>
/// <param name="Text">The message without what varies.</param>
/// <param name="LastAt">When the last one came.</param>
public sealed record LetterGroup(
    string Pipeline, string? Fingerprint, string Type, string Text, long Letters, DateTimeOffset FirstAt, DateTimeOffset LastAt);

/// <summary>How many a filter holds, counted one by one, and the last of them.</summary>
/// <param name="UpTo">For <see cref="LetterFilter.UpTo"/>; null where there are none.</param>
public sealed record LetterCount(long Letters, long? UpTo);

/// <summary>What an edit puts in place; null leaves it.</summary>
public sealed record LetterEdit(ReadOnlyMemory<byte>? Body, IReadOnlyDictionary<string, string>? Headers);
