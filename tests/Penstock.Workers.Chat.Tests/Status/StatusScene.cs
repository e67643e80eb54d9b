namespace Penstock.Workers.Chat.Tests;

/// <summary>Status updates as router and channels publish them.</summary>
internal static class StatusScene
{
    public static StatusUpdate Update(int n, MessageStatus status, int conversation = 1, string? channel = null) => new()
    {
        MessageId = FlowScene.IdOf(n),
        ConversationId = conversation,
        Status = status,
        Channel = channel,
        At = new DateTimeOffset(2025, 12, 2, 10, 30, 0, 123, TimeSpan.Zero),
    };

    public static OutgoingMessage Record(StatusUpdate update) => new(StatusUpdateJson.Write(update))
    {
        Key = update.Key,
        Headers = new Dictionary<string, string>(StringComparer.Ordinal) { [OutgoingMessage.IdHeader] = update.Id },
    };

    public static Task SendAsync(this ChatScene scene, params IEnumerable<StatusUpdate> updates) =>
        scene.SendAsync(ChatTopicNames.MessageStatusUpdates, updates.Select(Record));
}
