using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Penstock.Redis;

/// <summary>Adds a Redis server to a host, and pipelines on it.</summary>
public static class RedisServices
{
    /// <summary>Adds it as the host's <see cref="IRedis"/>, which closes it. Nothing connects before the first call.</summary>
    /// <param name="services">The host's.</param>
    /// <param name="url">Such as <c>redis://user:password@host:6379/0</c>; see <see cref="RedisUrl"/>.</param>
    /// <param name="options">How it is used.</param>
    /// <exception cref="FormatException">It is no address of a Redis server.</exception>
    public static IServiceCollection AddRedis(this IServiceCollection services, string url, RedisOptions? options = null)
    {
        var address = RedisUrl.Parse(url);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IFaultClassifier, RedisFaults>();
        return services.AddSingleton<IRedis>(s => new RedisClient(address, s.GetRequiredService<TimeProvider>(), options));
    }

    /// <summary>Takes entries from a stream. The server's outages are told from an entry that fails alone. Needs <see cref="AddRedis"/>.</summary>
    public static PipelineBuilder FromStream(this PipelineBuilder pipeline, StreamOptions options) => pipeline
        .From(s => new StreamSource(s.GetRequiredService<IRedis>(), options, s.GetRequiredService<TimeProvider>(), LoggerOf(s)))
        .Probe(s => new RedisProbe(s.GetRequiredService<IRedis>()));

    /// <summary>Takes items from a list. Needs <see cref="AddRedis"/>.</summary>
    public static PipelineBuilder FromList(this PipelineBuilder pipeline, ListOptions options) => pipeline
        .From(s => new ListSource(s.GetRequiredService<IRedis>(), options, s.GetRequiredService<TimeProvider>(), LoggerOf(s)))
        .Probe(s => new RedisProbe(s.GetRequiredService<IRedis>()));

    private static ILogger? LoggerOf(IServiceProvider services) => services.GetService<ILoggerFactory>()?.CreateLogger("Penstock.Redis");
}
