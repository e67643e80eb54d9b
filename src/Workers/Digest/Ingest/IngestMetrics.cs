using System.Diagnostics.Metrics;

namespace Penstock.Workers.Digest;

/// <summary>Requests by what became of them.</summary>
internal sealed class IngestMetrics : IDisposable
{
    private readonly Meter meter = new("Penstock.Workers.Digest.Ingest");
    private readonly Counter<long> requests;
    private readonly Counter<long> bytes;

    public IngestMetrics()
    {
        requests = meter.CreateCounter<long>("digest_ingest_requests_total", description: "Requests by outcome: queued, invalid, unknown, refused, failed.");
        bytes = meter.CreateCounter<long>("digest_ingest_bytes_total", description: "Bytes of the payloads that were queued.");
    }

    public void Queued(int payload)
    {
        Count("queued");
        bytes.Add(payload);
    }

    public void Count(string outcome) => requests.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void Dispose() => meter.Dispose();
}
