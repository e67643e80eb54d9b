namespace Penstock.Workers.Chat;

/// <summary>
/// A way to reach people outside: one class, added with <see cref="ChannelServices.AddChatChannel"/>. Messages of one conversation come
/// in order, one at a time; those of others meanwhile. A channel whose other side may be away is an <see cref="IProbe"/> too: then its
/// outages are waited out, and cost no message an attempt.
/// </summary>
public interface IChannel
{
    /// <summary>As messages name it, such as <c>whatsapp</c>; see <see cref="ChannelName"/>.</summary>
    string Name { get; }

    /// <summary>
    /// Sends one message. Returning means that the other side has it. What is done is noted, and not done again; only a process that
    /// dies between the two sends again, with the same <see cref="ChannelMessage.IdempotencyKey"/>.
    /// </summary>
    /// <param name="message">What to send.</param>
    /// <param name="giveUp">The attempt's time-out, or the drain limit of a shutdown.</param>
    /// <returns>How far the message has come with that.</returns>
    /// <exception cref="RejectedException">The other side can never take it: it becomes a dead letter at once.</exception>
    /// <exception cref="DestinationException">The other side takes nothing now: all wait for it.</exception>
    ValueTask<ChannelReceipt> SendAsync(ChannelMessage message, CancellationToken giveUp);
}
