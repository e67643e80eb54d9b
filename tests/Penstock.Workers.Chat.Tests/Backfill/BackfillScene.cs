using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Dev;
using Penstock.Redis;
using Penstock.Relational;

namespace Penstock.Workers.Chat.Tests;

/// <summary>A list of one's own that is drained into a scene's topics.</summary>
internal sealed class BackfillScene : IAsyncDisposable
{
    private static int lists;

    private readonly RedisServer server;
    private readonly RedisClient redis;

    private BackfillScene(ChatScene chat, RedisServer server)
    {
        (Chat, this.server) = (chat, server);
        redis = new RedisClient(RedisUrl.Parse(server.Url), TimeProvider.System);
        Options = new FallbackOptions { List = $"fallback:{Interlocked.Increment(ref lists)}", StandBy = FlowScene.Soon };
    }

    public ChatScene Chat { get; }

    public FallbackOptions Options { get; }

    public static async Task<BackfillScene> CreateAsync(Servers servers, string kind = "postgresql", RedisServer? redis = null) =>
        new(await ChatScene.CreateAsync(servers, kind), redis ?? servers.Redis);

    public async Task PushAsync(params IEnumerable<byte[]> items)
    {
        foreach (var some in items.Chunk(500))
        {
            var push = new RedisCommand("RPUSH", Options.List);
            foreach (var item in some)
                push.Add(item);
            await redis.CallAsync(push, default);
        }
    }

    public Task PushAsync(IEnumerable<ChatMessage> messages) => PushAsync(messages.Select(ChatMessageJson.Write));

    public async Task<long> LengthAsync() => (await redis.CallAsync(new RedisCommand("LLEN", Options.List), default)).Integer;

    public Task EmptyAsync() => Until.TrueAsync("the list is empty", async () =>
    {
        try
        {
            return await LengthAsync() == 0;
        }
        catch (RedisConnectionException)
        {
            // Its server may have come back a moment ago, and the connection not yet.
            return false;
        }
    });

    public FlowProcess Start(Step? dies = null, int occurrence = 1, Func<Store, ChatTopics>? topics = null, FallbackOptions? options = null) => FlowProcess.Start(
        Chat,
        services =>
        {
            services.AddRedis(server.Url);
            services.AddChatBackfillOnly(options ?? Options);
        },
        dies, occurrence, topics);

    /// <summary>The numbers that were published, in the order of the topic's log.</summary>
    public async Task<List<(string? Key, int N)>> PublishedAsync() =>
        [.. (await Chat.TopicAsync(ChatTopicNames.MessageProcessing)).Select(m => (m.Key, FlowScene.NumberOf(ChatMessageJson.Read(Encoding.UTF8.GetBytes(m.Body)).MessageId)))];

    public async ValueTask DisposeAsync()
    {
        await redis.DisposeAsync();
        await Chat.DisposeAsync();
    }
}
