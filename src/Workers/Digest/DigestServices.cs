using Microsoft.Extensions.DependencyInjection;
using Penstock.Redis;
using Penstock.Relational;

namespace Penstock.Workers.Digest;

/// <summary>Adds the digest to a host.</summary>
public static class DigestServices
{
    public const string PipelineName = "digest";

    /// <summary>Adds the digest of a stream, to run with the host.</summary>
    public static IServiceCollection AddDigest(this IServiceCollection services, Store store, DigestOptions options) =>
        services.AddDigest(store, options, digest => digest.FromStream(options.ToStream()));

    /// <summary>The same from another source, such as a queue on the store.</summary>
    public static IServiceCollection AddDigest(
        this IServiceCollection services, Store store, DigestOptions options, Action<PipelineBuilder> from) =>
        throw new NotSupportedException();
}
