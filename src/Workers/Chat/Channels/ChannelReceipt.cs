namespace Penstock.Workers.Chat;

/// <summary>How far a message has come when a channel has sent it.</summary>
/// <param name="Statuses">Published in this order; what comes later may be told by a <see cref="StatusUpdate"/> on the topic of status updates.</param>
public sealed record ChannelReceipt(IReadOnlyList<MessageStatus> Statuses)
{
    /// <summary>The other side has taken it.</summary>
    public static ChannelReceipt Sent { get; } = new([MessageStatus.Sent]);

    /// <summary>Whom it is for has got it.</summary>
    public static ChannelReceipt Delivered { get; } = new([MessageStatus.Sent, MessageStatus.Delivered]);
}
