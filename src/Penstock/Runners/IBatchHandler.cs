namespace Penstock;

/// <summary>
/// Handles many messages at once: all or nothing. When it fails, it is called again with halves, until the culprit is alone.
/// </summary>
public interface IBatchHandler<T>
{
    /// <param name="messages">The decoded messages, in the order in which they were claimed. Valid during the call.</param>
    /// <param name="batch">Effects written in its transaction commit together with the settlement.</param>
    /// <param name="giveUp">The attempt's time-out, or the drain limit of a shutdown.</param>
    ValueTask HandleAsync(IReadOnlyList<T> messages, Batch batch, CancellationToken giveUp);
}
