using Microsoft.Extensions.DependencyInjection;
using Penstock.Hosting;
using Penstock.Redis;
using Penstock.Relational;

namespace Penstock.Workers.Digest;

internal sealed class DatabaseCheck(Store store) : INamedCheck
{
    public string Name => "database";

    public async ValueTask<string?> WhyNotReadyAsync(CancellationToken cancellationToken) =>
        await store.IsHealthyAsync(cancellationToken) ? null : $"{store.Display} is away";
}

internal sealed class ValkeyCheck(IRedis redis) : INamedCheck
{
    public string Name => "valkey";

    public async ValueTask<string?> WhyNotReadyAsync(CancellationToken cancellationToken) =>
        await redis.IsHealthyAsync(cancellationToken) ? null : $"{redis.Display} is away";
}

/// <summary>Both may answer and no work flow all the same: a table is missing, a user may not write.</summary>
internal sealed class PipelineCheck([FromKeyedServices(DigestServices.PipelineName)] Pipeline pipeline) : INamedCheck
{
    public string Name => "pipeline";

    public ValueTask<string?> WhyNotReadyAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(pipeline is { IsPaused: false, WaitsFor: { } reason } ? reason : null);
}
