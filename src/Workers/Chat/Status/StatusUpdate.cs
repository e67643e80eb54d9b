using System.Text.Json;

namespace Penstock.Workers.Chat;

/// <summary>That a message has come further, as it travels on <c>message_status_updates</c>.</summary>
public sealed record StatusUpdate
{
    public required Guid MessageId { get; init; }

    public required long ConversationId { get; init; }

    public required MessageStatus Status { get; init; }

    /// <summary>Where it has; null for all of them.</summary>
    public string? Channel { get; init; }

    /// <summary>Who has read it; null for all other statuses.</summary>
    public long? UserId { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>A JSON object, or null.</summary>
    public JsonElement? Details { get; init; }

    /// <summary>The key that keeps a message's updates in order.</summary>
    public string Key => ChatKeys.OfConversation(ConversationId);

    /// <summary>The same for the same step of the same message, however often it is told.</summary>
    public string Id => Channel is null ? $"{MessageId:D}:{Status.Label()}" : $"{MessageId:D}:{Channel}:{Status.Label()}";
}
