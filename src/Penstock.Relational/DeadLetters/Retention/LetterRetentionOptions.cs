namespace Penstock.Relational;

/// <summary>How long dead letters are kept on a store.</summary>
public sealed record LetterRetentionOptions
{
    /// <summary>Letters that nobody replayed or discarded. Default: 180 days.</summary>
    public TimeSpan ParkedFor { get; init; } = TimeSpan.FromDays(180);

    /// <summary>Replayed and discarded ones, and replays that ended. Default: 14 days.</summary>
    public TimeSpan ResolvedFor { get; init; } = TimeSpan.FromDays(14);

    /// <summary>Letters in all; above it the oldest go, resolved ones first. Default: 5,000,000.</summary>
    public long MostLetters { get; init; } = 5_000_000;

    /// <summary>From one round to the next, over all processes on the store together. Default: 5 minutes.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(5);

    internal LetterRetentionOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ParkedFor, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ResolvedFor, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(MostLetters);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Every, TimeSpan.Zero);
        return this;
    }
}
