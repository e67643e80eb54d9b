namespace Penstock.Relational;

/// <summary>A dead letter with all that is known of it.</summary>
/// <param name="Letter">What a listing shows.</param>
/// <param name="Headers">As they would be sent.</param>
/// <param name="Body">As it would be sent.</param>
/// <param name="History">What was done to it, the oldest first.</param>
public sealed record LetterContent(
    Letter Letter, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body, IReadOnlyList<LetterEvent> History);

/// <summary>Something that was done to a letter.</summary>
/// <param name="At">When, by the store's clock.</param>
/// <param name="Who">As the caller said.</param>
/// <param name="What"><c>edited</c>, or the state it came to.</param>
/// <param name="OldHeaders">What an edit replaced; null where it left them.</param>
/// <param name="OldBody">What an edit replaced; null where it left it.</param>
public sealed record LetterEvent(
    DateTimeOffset At, string Who, string What, IReadOnlyDictionary<string, string>? OldHeaders, ReadOnlyMemory<byte>? OldBody);
