using Microsoft.Extensions.DependencyInjection;
using Penstock.Dev;
using Penstock.Redis;
using Penstock.Workers.Chat;

namespace Penstock.Bench;

/// <summary>Messages in the fallback list of a Redis, drained into the topics with the default batch of 50.</summary>
internal sealed class BackfillLoad(RouterScene scene, RedisServer redis, TimeProvider clock)
{
    private const int Messages = 20_000;
    private const int Chunk = 500;

    /// <returns>Messages a second.</returns>
    public async Task<double> RateAsync(CancellationToken stop)
    {
        await scene.FillAsync(messages: 0);
        await PushAsync(stop);
        var elapsed = await new FlowRun(scene.Database, clock).FinishAsync(
            Messages,
            (services, observed) =>
            {
                services.AddRedis(redis.Url);
                services.AddChatBackfill(new FallbackOptions(), observed);
            },
            stop);
        await scene.CheckAsync(ChatTopicNames.MessageProcessing, Messages);
        return Messages / elapsed.TotalSeconds;
    }

    private async Task PushAsync(CancellationToken stop)
    {
        await using var client = new RedisClient(RedisUrl.Parse(redis.Url), clock);
        foreach (var some in RouterScene.Some(Messages).Chunk(Chunk))
        {
            var push = new RedisCommand("RPUSH", ChatKeys.FallbackQueue);
            foreach (var message in some)
                push.Add(ChatMessageJson.Write(message));
            await client.CallAsync(push, stop);
        }
    }
}
