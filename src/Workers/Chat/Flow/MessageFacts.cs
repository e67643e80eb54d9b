namespace Penstock.Workers.Chat;

/// <summary>What a log line says of the message it is about; empty or null where the message can't be read.</summary>
internal readonly record struct MessageFacts(string MessageId, long? UserId, long? ConversationId, string TraceId, DateTimeOffset? CreatedAt)
{
    public static MessageFacts Of(Delivery delivery)
    {
        var trace = ChatTrace.IdOf(ChatTrace.ParentOf(delivery));
        return TryRead(delivery) is { } message
            ? new MessageFacts(message.MessageId.ToString("D"), message.SenderId, message.ConversationId, trace, message.CreatedAt)
            : new MessageFacts("", null, null, trace, null);
    }

    public static ChatMessage? TryRead(Delivery delivery)
    {
        try
        {
            return ChatMessageJson.Decode(delivery);
        }
        catch (RejectedException)
        {
            return null;
        }
    }
}
