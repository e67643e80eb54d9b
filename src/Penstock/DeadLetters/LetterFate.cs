namespace Penstock;

/// <summary>What was decided about a dead letter.</summary>
/// <param name="Decision">Whether, and how.</param>
/// <param name="Body">Of a replayed one: as it is to be handled, edited perhaps.</param>
/// <param name="Headers">The same.</param>
public sealed record LetterFate(LetterDecision Decision, ReadOnlyMemory<byte> Body, IReadOnlyDictionary<string, string> Headers);
