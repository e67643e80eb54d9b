namespace Penstock.Workers.Chat;

/// <summary>A message as it travels: on <c>message_processing</c>, the channels' topics, the fallback list and in the outbox.</summary>
public sealed record ChatMessage
{
    /// <summary>The client's own.</summary>
    public required Guid MessageId { get; init; }

    public required long ConversationId { get; init; }

    public required long SenderId { get; init; }

    public required string SenderUsername { get; init; }

    public required ChatPayload Payload { get; init; }

    /// <summary><c>whatsapp</c>, <c>instagram</c>, <c>all</c>, or names that nobody knows here.</summary>
    public required IReadOnlyList<string> Channels { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public string? TraceId { get; init; }

    public string? RequestId { get; init; }

    /// <summary>The key that keeps its conversation in order.</summary>
    public string Key => ChatKeys.OfConversation(ConversationId);
}
