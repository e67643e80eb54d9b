using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Dev;
using Penstock.Relational;

namespace Penstock.Workers.Chat.Tests;

/// <summary>Messages on the topics of a scene, and what became of them.</summary>
internal static class FlowScene
{
    public static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);

    public static readonly RouterOptions Routers = new() { RetryDelay = Soon, BatchSize = 20 };

    public static readonly StatusOptions Updaters = new() { RetryDelay = Soon, BatchSize = 20 };

    public static readonly ChannelOptions Senders = new() { RetryDelay = Soon, BatchSize = 20 };

    public static readonly IReadOnlyList<string> Channels = [ChatChannels.WhatsApp, ChatChannels.Instagram];

    public static readonly Step[] Steps = [Step.Claimed, Step.Ran, Step.Committing, Step.Committed, Step.Settled];

    public static Guid IdOf(int n) => Guid.Parse($"00000000-0000-4000-8000-{n:x12}");

    public static int NumberOf(Guid id) => int.Parse(id.ToString("N").AsSpan(20), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    public static ChatMessage Message(int n, int conversation = 1, params IReadOnlyList<string> channels) => new()
    {
        MessageId = IdOf(n),
        ConversationId = conversation,
        SenderId = 1,
        SenderUsername = "user1",
        Payload = ChatPayload.OfText($"text {n}"),
        Channels = channels.Count == 0 ? [ChatChannels.All] : channels,
        CreatedAt = new DateTimeOffset(2025, 12, 2, 10, 30, 0, TimeSpan.Zero),
    };

    public static OutgoingMessage Record(ChatMessage message, string? trace = null) => new(ChatMessageJson.Write(message))
    {
        Key = message.Key,
        Headers = trace is null ? Delivery.NoHeaders : new Dictionary<string, string>(StringComparer.Ordinal) { [ChatKeys.TraceParent] = trace },
    };

    public static Task SendAsync(this ChatScene scene, string topic, params IEnumerable<ChatMessage> messages) =>
        scene.SendAsync(topic, messages.Select(m => Record(m)));

    public static Task SendAsync(this ChatScene scene, string topic, params IEnumerable<OutgoingMessage> messages) =>
        new StoreTopics(scene.Store).SendAsync(topic, [.. messages], null, default).AsTask();

    /// <summary>Rows in the table of messages, as the API writes them.</summary>
    public static async Task AcceptAsync(this ChatScene scene, int messages, int conversations = 1)
    {
        await scene.PeopleAsync(users: 1, conversations);
        var rows = new Rows("v").Add("id", (string?[])[.. Enumerable.Range(0, messages).Select(n => IdOf(n).ToString("D"))])
            .Add("conversation", (int[])[.. Enumerable.Range(0, messages).Select(n => (n % conversations) + 1)]);
        await using var connection = await scene.Store.OpenAsync(default);
        var dialect = scene.Store.Dialect;
        var command = connection.Command($"""
            INSERT INTO messages (id, conversation_id, sender_id, payload, channels)
            SELECT {dialect.AsUuid("v.id")}, v.conversation, 1, {dialect.AsJson("'{}'")}, {dialect.AsJson("'[]'")} FROM {dialect.From(rows)} WHERE 1 = 1
            """);
        dialect.Bind(command, rows);
        await command.RunAsync(default);
    }

    /// <summary>A message with its event, as the API writes them.</summary>
    public static async Task WriteAsync(this ChatScene scene, ChatMessage message)
    {
        await using var connection = await scene.Store.OpenAsync(default);
        await using var transaction = await scene.Store.BeginAsync(connection, default);
        await new MessageBook(scene.Store).AddAsync(transaction, message, withEvent: true, null, default);
        await transaction.CommitAsync(default);
    }

    /// <summary>Messages 0 and up, in turn of the conversations.</summary>
    public static IEnumerable<ChatMessage> Many(int messages, int conversations) =>
        Enumerable.Range(0, messages).Select(n => Message(n, (n % conversations) + 1));

    /// <summary>Nothing waits for a group, in its queue or on the topic.</summary>
    public static Task IdleAsync(this ChatScene scene, string topic, string group) => Until.TrueAsync(
        $"{group} has handled all of {topic}",
        // In this order: what is on the topic no more is in the queue, or done.
        async () => await scene.ScalarAsync<long>($"""
                SELECT count(*) FROM penstock_topic_messages l WHERE l.topic = '{topic}' AND NOT EXISTS (
                    SELECT 1 FROM penstock_topic_positions p
                    WHERE p.topic = l.topic AND p.group_name = '{group}' AND p.bucket = l.bucket AND p.position >= l.id)
                """) == 0
            && await scene.ScalarAsync<long>($"SELECT count(*) FROM penstock_messages WHERE queue = '{topic}/{group}'") == 0);

    public static Task RoutedAsync(this ChatScene scene) => scene.IdleAsync(ChatTopicNames.MessageProcessing, ChatGroups.Router);

    public static Task UpdatedAsync(this ChatScene scene) => scene.IdleAsync(ChatTopicNames.MessageStatusUpdates, ChatGroups.StatusUpdater);

    public static Task SentAsync(this ChatScene scene, string channel) => scene.IdleAsync(ChatTopicNames.OutgoingOf(channel), $"{channel}_mock_group");

    /// <summary>The numbers on a channel's topic, in the order of its log.</summary>
    public static async Task<List<(string? Key, int N)>> OutgoingAsync(this ChatScene scene, string channel) =>
        [.. (await scene.TopicAsync(ChatTopicNames.OutgoingOf(channel))).Select(m => (m.Key, NumberOf(ChatMessageJson.Read(Encoding.UTF8.GetBytes(m.Body)).MessageId)))];

    public static async Task<List<StatusUpdate>> UpdatesAsync(this ChatScene scene) =>
        [.. (await scene.TopicAsync(ChatTopicNames.MessageStatusUpdates)).Select(m => StatusUpdateJson.Read(Encoding.UTF8.GetBytes(m.Body)))];

    /// <summary>The numbers that a channel has sent, in their order.</summary>
    public static Task<List<(string Key, int N)>> EffectsAsync(this ChatScene scene, string channel) => scene.ListAsync(
        $"SELECT conversation_id, {scene.Store.Dialect.AsText("message_id")} FROM chat_channel_effects WHERE channel = '{channel}' ORDER BY id",
        row => (Key: ChatKeys.OfConversation(row.GetInt64(0)), N: NumberOf(Guid.Parse(row.GetString(1)))));

    public static Task<string?> StatusAsync(this ChatScene scene, int n) =>
        scene.ScalarAsync<string>($"SELECT status FROM messages WHERE id = '{IdOf(n):D}'");

    public static Task<List<string>> HistoryAsync(this ChatScene scene, int n) => scene.ListAsync(
        $"SELECT status FROM message_status_history WHERE message_id = '{IdOf(n):D}' ORDER BY id", row => row.GetString(0));

    public static Task<List<(string Pipeline, string Reason)>> LettersAsync(this ChatScene scene) =>
        scene.ListAsync("SELECT pipeline, reason_message FROM penstock_dead_letters ORDER BY id", row => (row.GetString(0), row.GetString(1)));

    public static async Task<List<JsonElement>> DlqAsync(this ChatScene scene) =>
        [.. (await scene.TopicAsync(ChatTopicNames.MessageProcessingDlq)).Select(m => JsonDocument.Parse(m.Body).RootElement)];

    /// <summary>All of them once, and those of a conversation in order.</summary>
    public static void ShouldBeAllInOrder(this IEnumerable<(string? Key, int N)> found, int messages)
    {
        var all = found.ToList();
        all.Select(one => one.N).Order().ShouldBe(Enumerable.Range(0, messages));
        foreach (var conversation in all.GroupBy(one => one.Key, StringComparer.Ordinal))
            conversation.Select(one => one.N).ShouldBeInOrder(SortDirection.Ascending, conversation.Key);
    }

    public static Action<IServiceCollection> Router(RouterOptions? options = null) => services => services.AddChatRouterOnly(options ?? Routers);

    public static Action<IServiceCollection> Updater() => services => services.AddChatStatusOnly(Updaters);

    public static Action<IServiceCollection> Mock(string channel, MockOptions? mock = null) =>
        services => services.AddChatMockOnly(channel, mock ?? new MockOptions(), Senders);
}
