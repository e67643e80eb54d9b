namespace Penstock.Redis;

/// <summary>How a stream stands, for one group.</summary>
/// <param name="Length">Entries in the stream, pending ones too.</param>
/// <param name="Lag">Entries that the group was not given yet.</param>
/// <param name="Pending">Entries given and not yet settled: in somebody's hands, or waiting.</param>
/// <param name="Waiting">Of these, those that wait for a retry or were handed back.</param>
/// <param name="OldestPending">How long ago the oldest pending entry was added; null without one.</param>
/// <param name="Dead">Dead letters; 0 without a dead stream.</param>
public sealed record StreamFigures(long Length, long Lag, long Pending, long Waiting, TimeSpan? OldestPending, long Dead);
