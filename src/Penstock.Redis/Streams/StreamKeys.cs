namespace Penstock.Redis;

/// <summary>What stands beside a stream, for one group, and this process's part in it.</summary>
internal sealed class StreamKeys
{
    /// <summary>Holds what waits for a retry, or was handed back: no process does.</summary>
    public const string Waiter = "penstock-waiting";

    public StreamKeys(StreamOptions options, string consumer)
    {
        var prefix = $"{options.Stream}:{options.Group}";
        (Waiting, Consumer) = ($"{prefix}:waiting", consumer);
        All = [options.Stream, Waiting, $"{prefix}:failures", $"{prefix}:deaths", $"{prefix}:owners"];
        RestingPrefix = $"{prefix}:resting:";
        SessionPrefix = $"{prefix}:session:";
        InboxPrefix = $"{prefix}:inbox:";
        Arguments = [options.Group, consumer, Waiter, (long)options.Lease.TotalMilliseconds];
    }

    public string Consumer { get; }

    /// <summary>In the order the scripts know them.</summary>
    public IReadOnlyList<string> All { get; }

    /// <summary>What each script's arguments begin with.</summary>
    public IReadOnlyList<RedisArgument> Arguments { get; }

    /// <summary>A sorted set: ids by the time they are due.</summary>
    public string Waiting { get; }

    /// <summary>Hashes: by batch, what a process holds and doesn't run.</summary>
    public string RestingPrefix { get; }

    public string SessionPrefix { get; }

    /// <summary>Lists: what a reader of a list took and did not yet put into the stream.</summary>
    public string InboxPrefix { get; }

    public string Resting => RestingPrefix + Consumer;

    public string Inbox => InboxPrefix + Consumer;

    public string Session => SessionPrefix + Consumer;
}
