using Penstock.Hosting;
using Penstock.Redis;
using Penstock.Relational;

namespace Penstock.Workers.Digest;

/// <summary>Ready while both answer: who may send is asked of the database, and what is sent goes into the stream.</summary>
internal sealed class IngestReadiness(Store store, IRedis? redis = null) : IReadinessCheck
{
    public async ValueTask<string?> WhyNotReadyAsync(CancellationToken cancellationToken) =>
        !await store.IsHealthyAsync(cancellationToken) ? $"{store.Display} is away"
        : redis is not null && !await redis.IsHealthyAsync(cancellationToken) ? $"{redis.Display} is away"
        : null;
}
