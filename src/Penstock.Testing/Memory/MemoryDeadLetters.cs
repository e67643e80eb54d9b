using System.Data.Common;

namespace Penstock.Testing;

/// <summary>Dead letters in memory: one a pipeline and origin while it is unresolved.</summary>
public sealed class MemoryDeadLetters : IDeadLetters, ILetterFates
{
    private readonly Dictionary<(string Pipeline, string Origin), DeadLetter> letters = [];
    private readonly Dictionary<(string Pipeline, string Origin), LetterFate> resolved = [];
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

    public ValueTask<IReadOnlyDictionary<string, LetterFate>> FatesAsync(string pipeline, IReadOnlyList<string> origins, CancellationToken giveUp)
    {
        giveUp.ThrowIfCancellationRequested();
        lock (sync)
        {
            var none = new LetterFate(LetterDecision.None, default, Delivery.NoHeaders);
            return ValueTask.FromResult<IReadOnlyDictionary<string, LetterFate>>(origins.Distinct(StringComparer.Ordinal)
                .Select(o => (Origin: o, Fate: letters.ContainsKey((pipeline, o)) ? none : resolved.GetValueOrDefault((pipeline, o))))
                .Where(o => o.Fate is not null).ToDictionary(o => o.Origin, o => o.Fate!, StringComparer.Ordinal));
        }
    }

    /// <summary>Takes a letter away, as a replay or a discard does. False where there is none.</summary>
    /// <param name="pipeline">Whose it is.</param>
    /// <param name="origin">Of its delivery.</param>
    /// <param name="decision">What those hear who wait for it.</param>
    /// <param name="body">Null: as it was.</param>
    public bool Resolve(string pipeline, string origin, LetterDecision decision = LetterDecision.Replay, ReadOnlyMemory<byte>? body = null)
    {
        lock (sync)
        {
            if (!letters.Remove((pipeline, origin), out var letter))
                return false;
            resolved[(pipeline, origin)] = new LetterFate(decision, body ?? letter.Delivery.Body, letter.Delivery.Headers);
            return true;
        }
    }

    internal void Park(in DeadLetter letter)
    {
        lock (sync)
            letters.TryAdd((letter.Pipeline, letter.Delivery.Origin), letter);
    }
}
