namespace Penstock.Workers.Chat;

/// <summary>A message that a channel is to send.</summary>
public sealed class ChannelMessage
{
    private readonly Delivery delivery;

    internal ChannelMessage(Delivery delivery, string channel)
    {
        this.delivery = delivery;
        (Channel, Message, TraceParent) = (channel, ChatMessageJson.Decode(delivery), ChatTrace.ParentOf(delivery));
    }

    private ChannelMessage(ChannelMessage other)
    {
        delivery = other.delivery;
        (Channel, Message) = (other.Channel, other.Message);
    }

    /// <summary>By which one.</summary>
    public string Channel { get; }

    public ChatMessage Message { get; }

    /// <summary>The message's JSON, as it came.</summary>
    public ReadOnlyMemory<byte> Body => delivery.Body;

    /// <summary>1 and up.</summary>
    public int Attempt => delivery.Failures + 1;

    /// <summary>The same for every attempt at this message by this channel, and for no other: the other side can take it once by that.</summary>
    public string IdempotencyKey => $"{Message.MessageId:D}:{Channel}";

    /// <summary>The trace it belongs to, as W3C writes it; null for none.</summary>
    public string? TraceParent { get; private init; }

    /// <summary>Where its record stood: the same each time it comes, another one for a second record.</summary>
    internal string Origin => delivery.Origin;

    /// <summary>The same as a further step of its trace.</summary>
    internal ChannelMessage With(string traceParent) => new(this) { TraceParent = traceParent };
}
