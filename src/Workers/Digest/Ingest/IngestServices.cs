using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Penstock.Hosting;
using Penstock.Redis;
using Penstock.Relational;

namespace Penstock.Workers.Digest;

/// <summary>Adds the endpoint that takes metrics in to a host.</summary>
public static class IngestServices
{
    /// <summary>
    /// Adds what <see cref="MapIngest"/> needs, on a registered <see cref="Store"/> that knows the servers. Metrics go into a stream where
    /// an <see cref="IRedis"/> is registered, else into a queue of the store, which <c>AddQueues</c> has added.
    /// </summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public static IServiceCollection AddIngest(this IServiceCollection services, IngestOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options.Validated());
        services.AddSingleton<IngestMetrics>();
        services.AddSingleton<ServerTable>();
        services.AddSingleton(StreamOf);
        services.AddSingleton(ServersOf);
        services.AddSingleton<IngestEndpoint>();
        return services.AddSingleton<IReadinessCheck>(s => new IngestReadiness(s.GetRequiredService<Store>(), s.GetService<IRedis>()));
    }

    /// <summary>Adds <c>POST /metrics/prometheus?server_id=UUID</c> and <c>GET /metrics/prometheus/health</c>.</summary>
    /// <param name="routes">The host's.</param>
    /// <param name="services">Those that <see cref="AddIngest"/> was called on; null: the host's own.</param>
    public static void MapIngest(this IEndpointRouteBuilder routes, IServiceProvider? services = null) =>
        (services ?? routes.ServiceProvider).GetRequiredService<IngestEndpoint>().Map(routes);

    private static IMetricStream StreamOf(IServiceProvider services) => services.GetService<IRedis>() is { } redis
        ? ActivatorUtilities.CreateInstance<RedisMetricStream>(services, redis)
        : ActivatorUtilities.CreateInstance<QueueMetricStream>(services);

    private static IKnownServers ServersOf(IServiceProvider services) => services.GetService<IRedis>() is { } redis
        ? ActivatorUtilities.CreateInstance<RedisServerCache>(services, redis, services.GetRequiredService<ServerTable>())
        : ActivatorUtilities.CreateInstance<MemoryServerCache>(services, services.GetRequiredService<ServerTable>());
}
