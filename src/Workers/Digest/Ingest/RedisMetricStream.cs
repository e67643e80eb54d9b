using Penstock.Redis;

namespace Penstock.Workers.Digest;

/// <summary>Never trimmed: the limit of the backlog holds it down.</summary>
internal sealed class RedisMetricStream(IRedis redis, IngestOptions options, TimeProvider clock) : IMetricStream
{
    public async ValueTask<long> LengthAsync(CancellationToken giveUp) =>
        (await redis.CallAsync(new RedisCommand("XLEN", options.Stream), giveUp)).Integer;

    public async ValueTask<string> AddAsync(string serverId, ReadOnlyMemory<byte> payload, string? traceparent, CancellationToken giveUp)
    {
        var add = new RedisCommand(
            "XADD", options.Stream, "*", MetricMessage.ServerIdField, serverId, MetricMessage.PayloadField, payload,
            MetricMessage.TimestampField, IngestFields.Seconds(clock.GetUtcNow()));
        if (traceparent is not null)
            add.Add(IngestFields.TraceParent).Add(traceparent);
        return (await redis.CallAsync(add, giveUp)).Text!;
    }
}
