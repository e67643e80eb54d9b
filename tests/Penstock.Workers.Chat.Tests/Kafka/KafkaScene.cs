using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Dev;
using Penstock.Kafka;
using Penstock.Relational;

namespace Penstock.Workers.Chat.Tests;

/// <summary>The chat's database, and a cluster of one's own for its topics.</summary>
internal sealed class KafkaScene : IAsyncDisposable
{
    private const int Partitions = 6;
    private const int Brokers = 3;

    private static readonly string[] Topics =
    [
        ChatTopicNames.MessageProcessing, ChatTopicNames.WhatsAppOutgoing, ChatTopicNames.InstagramOutgoing, ChatTopicNames.MessageStatusUpdates,
        ChatTopicNames.MessageProcessingDlq, ChatTopicNames.MessageEvents,
    ];

    // The cluster waits that long for members that are gone, and now and then for those that are there.
    private static readonly Dictionary<string, string> Impatient = new(StringComparer.Ordinal) { ["session.timeout.ms"] = "3000", ["heartbeat.interval.ms"] = "200" };

    private readonly KafkaClient client;

    private KafkaScene(ChatScene chat)
    {
        Chat = chat;
        Cluster = new MockKafka(Brokers);
        foreach (var topic in Topics)
            Cluster.CreateTopic(topic, Partitions);
        client = new KafkaClient(new KafkaOptions(Cluster.Bootstrap));
    }

    public ChatScene Chat { get; }

    public MockKafka Cluster { get; }

    public static async Task<KafkaScene> CreateAsync(Servers servers, int conversations)
    {
        var chat = await ChatScene.CreateAsync(servers);
        await chat.PeopleAsync(users: 1, conversations);
        return new KafkaScene(chat);
    }

    /// <summary>As another process has it.</summary>
    public ChatTopics OpenTopics() => new KafkaChatTopics(
        new KafkaClient(new KafkaOptions(Cluster.Bootstrap) { Settings = Impatient }), new ChatKafkaOptions { WaitFor = TimeSpan.FromMilliseconds(100) });

    public FlowProcess Start(params Action<IServiceCollection>[] add) => FlowProcess.Start(Chat, services => Array.ForEach(add, one => one(services)), topics: _ => OpenTopics());

    /// <summary>Messages from <paramref name="first"/> on, in turn of the conversations, with their events.</summary>
    public async Task AcceptAsync(int messages, int conversations, int first = 0, string? trace = null)
    {
        var book = new MessageBook(Chat.Store);
        await using var connection = await Chat.Store.OpenAsync(default);
        await using var transaction = await Chat.Store.BeginAsync(connection, default);
        for (var n = first; n < first + messages; n++)
            await book.AddAsync(transaction, FlowScene.Message(n, (n % conversations) + 1), withEvent: true, trace, default);
        await transaction.CommitAsync(default);
    }

    public async Task SendAsync(string topic, params OutgoingMessage[] messages) => await new KafkaSender(client, topic).SendAsync(messages, default);

    /// <summary>All dead letters.</summary>
    public async Task<Replay> ReplayAsync()
    {
        var replays = new Replays(Chat.Store, TimeProvider.System, paths: [new KafkaReturn(client)]);
        var replay = await replays.CreateAsync(new ReplayRequest(new LetterFilter(), "ann"), default);
        return await replays.RunAsync(replay.Id!.Value, null, default);
    }

    /// <summary>All channels have sent that many, and their statuses are written.</summary>
    public Task DeliveredAsync(int messages) => Until.TrueAsync($"{messages} messages are delivered", async () => await Chat.ScalarAsync<long>(
        "SELECT (SELECT count(*) FROM chat_channel_effects) + (SELECT count(*) FROM messages WHERE status = 'DELIVERED')") == 3 * messages);

    /// <summary>What a topic has, by an eye that shares nothing with what is tested; a partition in its order.</summary>
    public List<Message<string?, string>> Read(string topic)
    {
        using var eye = new ConsumerBuilder<string?, string>(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["bootstrap.servers"] = Cluster.Bootstrap, ["group.id"] = "eye", ["enable.auto.commit"] = "false", ["enable.partition.eof"] = "true",
        }).SetKeyDeserializer(new Utf8Key()).Build();
        eye.Assign(Enumerable.Range(0, Partitions).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        var found = new List<Message<string?, string>>();
        for (var ended = 0; ended < Partitions;)
        {
            var one = eye.Consume(TimeSpan.FromSeconds(30)) ?? throw new TimeoutException($"{topic} can't be read to its end.");
            if (one.IsPartitionEOF)
                ended++;
            else
                found.Add(one.Message);
        }

        return found;
    }

    /// <summary>The numbers on a channel's topic.</summary>
    public List<(string? Key, int N)> Outgoing(string channel) =>
        [.. Read(ChatTopicNames.OutgoingOf(channel)).Select(m => (m.Key, FlowScene.NumberOf(ChatMessageJson.Read(Encoding.UTF8.GetBytes(m.Value)).MessageId)))];

    public void SetAllDown() => All(Cluster.SetDown);

    public void SetAllUp() => All(Cluster.SetUp);

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await Chat.DisposeAsync();
        Cluster.Dispose();
    }

    private static void All(Action<int> set)
    {
        for (var broker = 1; broker <= Brokers; broker++)
            set(broker);
    }

    private sealed class Utf8Key : IDeserializer<string?>
    {
        public string? Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) => isNull ? null : Encoding.UTF8.GetString(data);
    }
}
