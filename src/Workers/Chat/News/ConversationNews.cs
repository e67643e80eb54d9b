using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Penstock.Redis;

namespace Penstock.Workers.Chat;

/// <summary>
/// News of conversations for whoever listens at this moment: the channel <c>conversation:&lt;id&gt;</c> of Redis. A comfort: work never
/// waits for it, and what can't be published is left out. Without a Redis nothing is.
/// </summary>
internal sealed class ConversationNews(TimeProvider clock, ILogger<ConversationNews> logger, IRedis? redis = null) : BackgroundService
{
    private const int Capacity = 10_000;
    private const int MostAtOnce = 500;

    private static readonly TimeSpan TellEvery = TimeSpan.FromMinutes(1);

    private readonly Channel<OutgoingMessage> waiting = Channel.CreateBounded<OutgoingMessage>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });

    private long? toldAt;

    /// <summary>Whether anybody can listen: where not, nothing need be written down.</summary>
    public bool IsOn => redis is not null;

    /// <summary>Soon; never throws.</summary>
    /// <param name="channel">Such as <see cref="ChatKeys.OfConversation"/>.</param>
    /// <param name="json">What happened.</param>
    public void Tell(string channel, byte[] json)
    {
        if (IsOn)
            waiting.Writer.TryWrite(new OutgoingMessage(json) { Key = channel });
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (redis is null)
            return;

        var sender = new PubSubSender(redis, message => message.Key!);
        var some = new List<OutgoingMessage>(MostAtOnce);
        while (await waiting.Reader.WaitToReadAsync(stoppingToken))
        {
            some.Clear();
            while (some.Count < MostAtOnce && waiting.Reader.TryRead(out var one))
                some.Add(one);
            await TrySendAsync(sender, some, stoppingToken);
        }
    }

    private async ValueTask TrySendAsync(PubSubSender sender, List<OutgoingMessage> some, CancellationToken stopping)
    {
        try
        {
            await sender.SendAsync(some, stopping);
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            if (toldAt is { } then && clock.GetElapsedTime(then) < TellEvery)
                return;
            toldAt = clock.GetTimestamp();
            Log.NewsLost(logger, some.Count, error.Message);
        }
    }
}
