namespace Penstock.Redis;

/// <summary>Single calls, and refusals as exceptions.</summary>
public static class Replies
{
    /// <summary>Sends one command.</summary>
    /// <exception cref="RedisServerException">The server refused.</exception>
    /// <exception cref="RedisConnectionException">What the server did is not known.</exception>
    public static async ValueTask<RedisReply> CallAsync(this IRedis redis, RedisCommand command, CancellationToken giveUp) =>
        Accepted(command, (await redis.CallAsync([command], giveUp))[0]);

    /// <exception cref="RedisServerException">It is a refusal.</exception>
    internal static RedisReply Accepted(RedisCommand command, in RedisReply reply) =>
        reply.Kind == ReplyKind.Error ? throw new RedisServerException(command.Name, reply.Text!) : reply;
}
