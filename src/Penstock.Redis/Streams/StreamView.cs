using System.Globalization;

namespace Penstock.Redis;

/// <summary>A stream's figures, from counters the server keeps: the same work however long it is.</summary>
public sealed class StreamView(IRedis redis, StreamOptions options)
{
    private readonly StreamKeys keys = new(options, "");

    /// <exception cref="RedisException">They can't be had now.</exception>
    public async ValueTask<StreamFigures> ReadAsync(CancellationToken giveUp)
    {
        RedisCommand[] commands =
        [
            new("XLEN", options.Stream), new("XPENDING", options.Stream, options.Group), new("ZCARD", keys.Waiting),
            new("XLEN", options.DeadStream ?? keys.Waiting + ":none"), new("TIME"),
        ];
        var replies = await redis.CallAsync(commands, giveUp);
        var length = Replies.Accepted(commands[0], replies[0]).Integer;
        // A group that isn't made yet was given nothing.
        if (replies[1].Kind == ReplyKind.Error && replies[1].Text!.StartsWith("NOGROUP", StringComparison.Ordinal))
            return new StreamFigures(length, length, 0, 0, null, Replies.Accepted(commands[3], replies[3]).Integer);

        var pending = Replies.Accepted(commands[1], replies[1]);
        // Settled entries are deleted, so that those left are pending or still to come. The server's own count of the lag is unknown
        // where entries were deleted that nobody was given.
        return new StreamFigures(
            length,
            Math.Max(length - pending[0].Integer, 0),
            pending[0].Integer,
            Replies.Accepted(commands[2], replies[2]).Integer,
            pending[1].IsNull ? null : AgeOf(pending[1].Text!, Replies.Accepted(commands[4], replies[4])),
            Replies.Accepted(commands[3], replies[3]).Integer);
    }

    private static TimeSpan AgeOf(string id, in RedisReply time)
    {
        var added = long.Parse(id.AsSpan(0, id.IndexOf('-', StringComparison.Ordinal)), CultureInfo.InvariantCulture);
        var now = (time[0].Integer * 1000) + (time[1].Integer / 1000);
        return TimeSpan.FromMilliseconds(Math.Max(now - added, 0));
    }
}
