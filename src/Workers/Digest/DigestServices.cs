using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Penstock.Hosting;
using Penstock.Redis;
using Penstock.Relational;

namespace Penstock.Workers.Digest;

/// <summary>Adds the digest to a host.</summary>
public static class DigestServices
{
    public const string PipelineName = "digest";

    /// <summary>
    /// Adds the digest of a stream, to run with the host, and the removal of old figures. The schema is brought up when the host
    /// starts. Needs <see cref="RedisServices.AddRedis"/>.
    /// </summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public static IServiceCollection AddDigest(this IServiceCollection services, Store store, DigestOptions options)
    {
        services.TryAddSingleton<IDigestBacklog, StreamBacklog>();
        services.AddSingleton<IReadinessCheck, ValkeyCheck>();
        return services.AddDigest(store, options, digest => digest.FromStream(options.ToStream()));
    }

    /// <summary>
    /// The same from another source, such as a queue on the store: server and time in its headers, the payload its body. An
    /// <see cref="IDigestBacklog"/> tells the gauges how it stands.
    /// </summary>
    /// <param name="services">The host's.</param>
    /// <param name="store">Where the tables are.</param>
    /// <param name="options">How it works.</param>
    /// <param name="from">Gives the pipeline its source, and what that needs.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public static IServiceCollection AddDigest(
        this IServiceCollection services, Store store, DigestOptions options, Action<PipelineBuilder> from)
    {
        AddParts(services, store, options);
        services.AddHostedService(s => ActivatorUtilities.CreateInstance<SchemaStart>(s, DigestSchema.Sets));
        services.AddSingleton<IHostedService>(s => new RoundsStart(
            s.GetRequiredService<Owner>(), s.GetRequiredService<DigestOptions>().CleanEvery, s.GetRequiredService<TimeProvider>(), s.GetRequiredService<MetricRetention>()));
        services.AddHostedService(s => s.GetRequiredService<BacklogGauges>());
        services.AddSingleton<IReadinessCheck, DatabaseCheck>();
        services.AddSingleton<IReadinessCheck, PipelineCheck>();
        return services.AddPipeline(PipelineName, digest => Compose(digest, from));
    }

    /// <summary>The pipeline alone, run by the caller, who brings up <see cref="DigestSchema"/> first.</summary>
    internal static IServiceCollection AddDigestOnly(
        this IServiceCollection services, Store store, DigestOptions options, Action<PipelineBuilder> from)
    {
        AddParts(services, store, options);
        return services.AddPipelineOnly(PipelineName, digest => Compose(digest, from));
    }

    private static void Compose(PipelineBuilder digest, Action<PipelineBuilder> from)
    {
        from(digest);
        digest
            .Whole(Payload.Decode, s => s.GetRequiredService<IBatchHandler<Payload>>())
            .With(s => s.GetRequiredService<DigestOptions>().ToPipeline())
            .Probe(s => s.GetRequiredService<DigestProbe>())
            .Observe(s => s.GetRequiredService<DigestMetrics>());
    }

    private static void AddParts(IServiceCollection services, Store store, DigestOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options.Validated());
        services.TryAddSingleton(store);
        services.AddSingleton(store.Faults);
        services.TryAddSingleton<IDigestBacklog, NoBacklog>();
        services.TryAddSingleton(s => new Owner(store, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new DigestProbe(store, s.GetService<IRedis>()));
        services.AddSingleton<DigestMetrics>();
        services.AddSingleton<BacklogGauges>();
        services.AddSingleton<MetricRetention>();
        services.AddSingleton<IBatchHandler<Payload>, MetricWriter>();
    }
}
