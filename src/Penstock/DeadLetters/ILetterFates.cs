namespace Penstock;

/// <summary>A home of dead letters that knows what was decided about one, so that a key can wait behind its letter.</summary>
public interface ILetterFates
{
    /// <summary>What became of the newest letter of each origin. An origin that has none is left out.</summary>
    ValueTask<IReadOnlyDictionary<string, LetterFate>> FatesAsync(string pipeline, IReadOnlyList<string> origins, CancellationToken giveUp);
}
