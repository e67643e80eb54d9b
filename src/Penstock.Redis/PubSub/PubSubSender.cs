namespace Penstock.Redis;

/// <summary>
/// Publishes to channels. Whoever listens at that moment gets a message's body, its headers not; nothing is kept for who doesn't.
/// Sent is: the server took it.
/// </summary>
/// <param name="redis">The server.</param>
/// <param name="channel">Where a message goes.</param>
public sealed class PubSubSender(IRedis redis, Func<OutgoingMessage, string> channel) : ISender
{
    private const int MostInOne = 1_000;

    /// <summary>All to one channel.</summary>
    public PubSubSender(IRedis redis, string channel)
        : this(redis, _ => channel)
    {
    }

    /// <exception cref="RedisException">The server is away, or refused.</exception>
    public async ValueTask SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken giveUp)
    {
        foreach (var some in messages.Chunk(MostInOne))
        {
            var commands = Array.ConvertAll(some, m => new RedisCommand("PUBLISH", channel(m), m.Body));
            var replies = await redis.CallAsync(commands, giveUp);
            for (var i = 0; i < commands.Length; i++)
                Replies.Accepted(commands[i], replies[i]);
        }
    }
}
