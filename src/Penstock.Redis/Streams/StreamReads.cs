namespace Penstock.Redis;

/// <summary>Reads what the group was not given yet, on a connection that may wait for it.</summary>
internal sealed class StreamReads(WokenCalls calls, StreamOptions options, StreamKeys keys) : INewEntries
{
    public async ValueTask<IReadOnlyList<StreamDelivery>> ReadAsync(int max, TimeSpan wait, CancellationToken stopping)
    {
        var command = new RedisCommand("XREADGROUP", "GROUP", options.Group, keys.Consumer, "COUNT", max);
        if (wait > TimeSpan.Zero)
            command.Add("BLOCK").Add((long)Math.Ceiling(wait.TotalMilliseconds));
        command.Add("STREAMS").Add(options.Stream).Add(">");
        var reply = await calls.CallAsync(command, wait, stopping);
        return reply.IsNull ? [] : [.. reply[0][1].Items.Select(entry => new StreamDelivery(options, entry))];
    }
}
