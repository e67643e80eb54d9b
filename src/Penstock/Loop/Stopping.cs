namespace Penstock;

/// <summary>The two tokens of a shutdown.</summary>
/// <param name="Requested">Take no more.</param>
/// <param name="GiveUp">Stop waiting: the drain limit is over.</param>
public readonly record struct Stopping(CancellationToken Requested, CancellationToken GiveUp);
