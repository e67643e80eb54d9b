using System.Data.Common;
using System.Diagnostics;
using System.Text.Json;

namespace Penstock.Workers.Chat;

/// <summary>Status updates that are to be published together.</summary>
internal sealed class StatusOutbox(TimeProvider clock)
{
    private readonly List<OutgoingMessage> updates = [];
    private readonly DateTimeOffset now = clock.GetUtcNow();

    public void Add(
        ChatMessage message, MessageStatus status, Activity? step, string? traceParent, string? channel = null, JsonElement? details = null)
    {
        var update = new StatusUpdate
        {
            MessageId = message.MessageId,
            ConversationId = message.ConversationId,
            Status = status,
            Channel = channel,
            At = now,
            Details = details,
        };
        updates.Add(new OutgoingMessage(StatusUpdateJson.Write(update)) { Key = update.Key, Headers = ChatTrace.Headers(update.Id, step, traceParent) });
    }

    public ValueTask SendAsync(ChatTopics topics, DbTransaction? transaction, CancellationToken giveUp) =>
        updates.Count == 0 ? ValueTask.CompletedTask : topics.SendAsync(ChatTopicNames.MessageStatusUpdates, updates, transaction, giveUp);
}
