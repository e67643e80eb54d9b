using System.Globalization;
using Penstock.Workers.Chat;

namespace Penstock.Bench;

/// <summary>A database of the benchmark's own with messages for all channels on the router's topic.</summary>
internal sealed class RouterScene : IAsyncDisposable
{
    public const int Messages = 30_000;
    public const int Conversations = 500;

    private const int Chunk = 5_000;

    private static readonly string[] Channels = [ChatChannels.WhatsApp, ChatChannels.Instagram];

    private RouterScene(BenchDatabase database) => Database = database;

    public BenchDatabase Database { get; }

    public static async Task<RouterScene> CreateAsync(string url) => new(await BenchDatabase.CreateAsync(url, ChatSchema.Sets));

    public static IEnumerable<ChatMessage> Some(int count) => Enumerable.Range(0, count).Select(i => new ChatMessage
    {
        MessageId = Guid.NewGuid(),
        ConversationId = 1 + (i % Conversations),
        SenderId = 1,
        SenderUsername = "user1",
        Payload = ChatPayload.OfText("a message of the usual length, no more than a line"),
        Channels = [ChatChannels.All],
        CreatedAt = DateTimeOffset.Parse("2025-12-02T10:30:00Z", CultureInfo.InvariantCulture),
    });

    /// <summary>Nothing but the messages that are to be routed; 0 for none at all.</summary>
    public async Task FillAsync(int messages = Messages)
    {
        await Database.RunAsync("TRUNCATE penstock_messages, penstock_topic_messages, penstock_topic_positions, penstock_inbox");
        var topics = new StoreTopics(Database.Store);
        foreach (var some in Some(messages).Select(m => new OutgoingMessage(ChatMessageJson.Write(m)) { Key = m.Key }).Chunk(Chunk))
            await topics.SendAsync(ChatTopicNames.MessageProcessing, some, null, CancellationToken.None);
        await Database.RestAsync();
    }

    /// <exception cref="InvalidOperationException">Not all is on the channels' topics, or something twice.</exception>
    public async Task CheckAsync()
    {
        foreach (var topic in Channels.Select(ChatTopicNames.OutgoingOf).Append(ChatTopicNames.MessageStatusUpdates))
            await CheckAsync(topic, Messages);
    }

    /// <exception cref="InvalidOperationException">Not that many are on a topic.</exception>
    public async Task CheckAsync(string topic, int expected)
    {
        var there = await Database.ScalarAsync<long>($"SELECT count(*) FROM penstock_topic_messages WHERE topic = '{topic}'");
        if (there != expected)
            throw new InvalidOperationException($"The benchmark is broken: {there:#,0} of {expected:#,0} messages are on {topic}.");
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
