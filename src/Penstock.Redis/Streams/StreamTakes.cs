using Microsoft.Extensions.Logging;

namespace Penstock.Redis;

/// <summary>Claims of what was given before: due retries, what was handed back, and what its owner no longer renews.</summary>
internal sealed class StreamTakes(IRedis redis, IRedisSession session, StreamOptions options, StreamKeys keys, TimeProvider clock, ILogger logger)
{
    private const int MostInOne = 1_000;
    private const string Start = "0-0";

    private readonly Lock gate = new();
    private string cursor = Start;
    private long? sweptAt;
    private long? lookAt;
    private bool mayBeMore = true;

    /// <summary>How long until something is known to be due, or is to be looked for.</summary>
    public TimeSpan UntilNext
    {
        get
        {
            lock (gate)
            {
                if (mayBeMore || lookAt is not { } at)
                    return TimeSpan.Zero;
                var left = TimeSpan.FromSeconds((at - clock.GetTimestamp()) / (double)clock.TimestampFrequency);
                return left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
    }

    /// <summary>This will be due.</summary>
    public void Note(TimeSpan wait)
    {
        var at = clock.GetTimestamp() + (long)(wait.TotalSeconds * clock.TimestampFrequency);
        lock (gate)
        {
            if (lookAt is not { } known || at < known)
                lookAt = at;
        }
    }

    /// <param name="max">The most to take.</param>
    /// <param name="slot">Where it is noted that suspects among them rest.</param>
    /// <param name="giveUp">For a server that doesn't answer.</param>
    public async ValueTask<IReadOnlyList<StreamDelivery>> TakeAsync(int max, int slot, CancellationToken giveUp)
    {
        var count = Math.Min(max, MostInOne);
        var sweeps = IsTimeToSweep();
        var reply = await StreamScripts.Take.RunAsync(
            redis, keys.All,
            [.. keys.Arguments, count, sweeps ? cursor : "", keys.SessionPrefix, keys.RestingPrefix, keys.InboxPrefix, options.BodyField, slot],
            giveUp);
        var entries = reply[3].Items;
        lock (gate)
        {
            if (sweeps)
                (cursor, sweptAt) = (reply[0].Text!, clock.GetTimestamp());
            mayBeMore = entries.Count == count || (sweeps && cursor != Start);
            lookAt = null;
        }

        Note(reply[2].Integer is >= 0 and var wait && wait < options.BlockFor.TotalMilliseconds ? TimeSpan.FromMilliseconds(wait) : options.BlockFor);
        if (reply[1].Integer > 0)
            Log.GhostsDropped(logger, options.Stream, reply[1].Integer);
        return [.. entries.Select((entry, i) => Delivery(entry, reply[4][i], reply[5][i]))];
    }

    // A walk that has not come to its end goes on at once; the next one begins a while later.
    private bool IsTimeToSweep() =>
        session.Age is { } age && age >= options.TakeoverGrace
        && (sweptAt is not { } then || cursor != Start || clock.GetElapsedTime(then) >= options.BlockFor);

    private StreamDelivery Delivery(RedisReply entry, in RedisReply failures, in RedisReply deaths) => new(options, entry)
    {
        Failures = failures.IsNull ? 0 : (int)failures.Integer,
        Claims = deaths.IsNull ? 0 : (int)deaths.Integer,
    };
}
