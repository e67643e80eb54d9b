namespace Penstock.Workers.Chat;

/// <summary>Where messages wait while the topics are away, in order.</summary>
internal interface IFallback
{
    /// <summary>Returns when it is kept.</summary>
    ValueTask AddAsync(OutgoingMessage message, CancellationToken giveUp);
}
