using System.Data.Common;

namespace Penstock.Testing;

/// <summary>Dead letters in memory: one a pipeline and origin while it is unresolved.</summary>
public sealed class MemoryDeadLetters : IDeadLetters
{
    private readonly Dictionary<(string Pipeline, string Origin), DeadLetter> letters = [];
    private readonly Lock sync = new();

    public IReadOnlyList<DeadLetter> Unresolved
    {
        get
        {
            lock (sync)
                return [.. letters.Values];
        }
    }

    public ValueTask ParkAsync(IReadOnlyList<DeadLetter> letters, DbTransaction? transaction, CancellationToken giveUp)
    {
        giveUp.ThrowIfCancellationRequested();
        foreach (var letter in letters)
            Park(letter);
        return ValueTask.CompletedTask;
    }

    /// <summary>Takes a letter away, as a replay or a discard does. False where there is none.</summary>
    public bool Resolve(string pipeline, string origin)
    {
        lock (sync)
            return letters.Remove((pipeline, origin));
    }

    internal void Park(in DeadLetter letter)
    {
        lock (sync)
            letters.TryAdd((letter.Pipeline, letter.Delivery.Origin), letter);
    }
}
