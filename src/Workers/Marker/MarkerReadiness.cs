using Penstock.Hosting;
using Penstock.Relational;

namespace Penstock.Workers.Marker;

/// <summary>Ready while the database answers and no outage holds the pipeline.</summary>
internal sealed class MarkerReadiness(Pipeline pipeline, Store store) : IReadinessCheck
{
    public async ValueTask<string?> WhyNotReadyAsync(CancellationToken cancellationToken) =>
        !await store.IsHealthyAsync(cancellationToken) ? $"{store.Display} is away"
        : pipeline is { IsPaused: false, WaitsFor: { } reason } ? reason
        : null;
}
