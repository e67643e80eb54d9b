using System.Globalization;
using Penstock.Relational;

namespace Penstock.Workers.Digest;

/// <summary>A queue of a store in the stream's place: the payload is the body, the other fields are headers.</summary>
internal sealed class QueueMetricStream(Store store, Queues queues, IngestOptions options, TimeProvider clock) : IMetricStream, IDisposable
{
    // A count walks what it counts: not for each request.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim oneCount = new(1);
    private long counted;
    private long? countedAt;

    public async ValueTask<long> LengthAsync(CancellationToken giveUp)
    {
        await oneCount.WaitAsync(giveUp);
        try
        {
            if (countedAt is not { } at || clock.GetElapsedTime(at) >= Fresh)
                (counted, countedAt) = (await CountAsync(giveUp), clock.GetTimestamp());
            return counted;
        }
        finally
        {
            oneCount.Release();
        }
    }

    public async ValueTask<string> AddAsync(string serverId, ReadOnlyMemory<byte> payload, string? traceparent, CancellationToken giveUp)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [MetricMessage.ServerIdField] = serverId,
            [MetricMessage.TimestampField] = IngestFields.Seconds(clock.GetUtcNow()),
        };
        if (traceparent is not null)
            headers[IngestFields.TraceParent] = traceparent;
        var id = await queues.SendAsync(options.Stream, new Message(payload) { Headers = headers }, giveUp);
        return id!.Value.ToString(CultureInfo.InvariantCulture);
    }

    public void Dispose() => oneCount.Dispose();

    private async ValueTask<long> CountAsync(CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        return await connection.Command(
            "SELECT count(*) FROM (SELECT 1 FROM penstock_messages WHERE queue = @queue LIMIT @most) AS some",
            ("queue", options.Stream), ("most", options.MaxBacklog + 1)).ScalarAsync<long>(giveUp);
    }
}
