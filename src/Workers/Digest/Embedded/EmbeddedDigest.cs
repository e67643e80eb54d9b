using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Penstock.Relational;

namespace Penstock.Workers.Digest;

/// <summary>The digest with nothing but a store: a queue there takes the stream's place, and its dead letters the dead stream's.</summary>
public static class EmbeddedDigest
{
    /// <summary>Adds it, to run with the host: the same handler on another source. The schema is brought up when the host starts.</summary>
    /// <param name="services">The host's.</param>
    /// <param name="store">For the queue and for the tables; the caller disposes it.</param>
    /// <param name="options">How it works; the queue is called as the stream.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    /// <exception cref="FormatException">The stream's name is none of a queue.</exception>
    public static IServiceCollection AddEmbeddedDigest(this IServiceCollection services, Store store, DigestOptions options)
    {
        services.AddQueues(store);
        services.TryAddSingleton<IDigestBacklog, QueueBacklog>();
        return services.AddDigest(store, options, digest => digest.FromQueue(options.Stream));
    }

    /// <summary>Lets a server send metrics; one that is known stays as it is.</summary>
    /// <param name="store">With <see cref="DigestSchema"/>.</param>
    /// <param name="serverId">As the server calls itself.</param>
    /// <param name="hostname">For people.</param>
    /// <param name="giveUp">Stops waiting.</param>
    public static async Task AdmitAsync(Store store, Guid serverId, string hostname, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        await connection.Command(
            $"INSERT INTO {new DigestTables(store.Dialect).Servers} (server_id, hostname) VALUES (@id, @hostname) ON CONFLICT DO NOTHING",
            ("id", serverId.ToString("D")), ("hostname", hostname)).RunAsync(giveUp);
    }
}
