namespace Penstock.Workers.Digest;

/// <summary>How the source of messages stands.</summary>
/// <param name="Depth">Messages in it, those in hand or waiting for a retry too.</param>
/// <param name="Pending">Of these, those given out and not settled.</param>
/// <param name="OldestPending">How long ago the oldest of these was added; null without one.</param>
/// <param name="Dead">Dead letters.</param>
public sealed record DigestBacklog(long Depth, long Pending, TimeSpan? OldestPending, long Dead);
