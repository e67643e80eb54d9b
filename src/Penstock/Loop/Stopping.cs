namespace Penstock;

/// <summary>The tokens of a shutdown, in the order in which they are cancelled.</summary>
/// <param name="Requested">Take no more.</param>
/// <param name="GiveUp">Stop waiting for handlers: the drain limit is over.</param>
/// <param name="End">Stop settling too: what is done until now and not settled will be done again.</param>
public readonly record struct Stopping(CancellationToken Requested, CancellationToken GiveUp, CancellationToken End);
