using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Penstock.Hosting;
using Penstock.Redis;
using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>Adds what every chat worker needs to a host.</summary>
public static class ChatServices
{
    private static readonly TimeSpan RetentionEvery = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Adds the store with its queues, the topics, the schema, and retention of what topics and inbox keep. The workers' own
    /// <c>AddChat…</c> come after it, any number of them in one host; called again, it does nothing. An <see cref="IRedis"/> is
    /// used where one is registered.
    /// </summary>
    /// <param name="services">The host's.</param>
    /// <param name="store">Of the messages; the caller disposes it.</param>
    /// <param name="topics">Where the topics are.</param>
    public static IServiceCollection AddChat(this IServiceCollection services, Store store, ChatTopics topics)
    {
        if (services.Any(service => service.ServiceType == typeof(ChatTopics)))
            return services;

        services.AddQueues(store);
        AddTopics(services, topics);
        services.AddSingleton<IReturnPath, OutboxReturn>();
        services.AddSingleton<IHostedService>(s => ActivatorUtilities.CreateInstance<SchemaStart>(s, (IReadOnlyList<MigrationSet>)[ChatSchema.Set]));
        services.AddSingleton<IHostedService>(s => RetentionOf(s.GetRequiredService<Owner>(), store, s.GetRequiredService<TimeProvider>()));
        topics.AddStartsTo(services);
        return services.AddSingleton<IReadinessCheck>(s => new ChatReadiness(store, s.GetServices<Pipeline>()));
    }

    /// <summary>Without anything that runs with a host: for those who run the pipelines themselves, on a store that has the schema.</summary>
    internal static IServiceCollection AddChatOnly(this IServiceCollection services, Store store, ChatTopics topics)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(store);
        services.AddSingleton(store.Faults);
        services.AddSingleton(s => new Owner(store, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IDeadLetters, SqlDeadLetters>();
        services.AddSingleton<Queues>();
        AddTopics(services, topics);
        return services;
    }

    // What topics and inbox have kept for a day; one process on the store does the rounds of all.
    private static RoundsStart RetentionOf(Owner owner, Store store, TimeProvider clock) =>
        new(owner, RetentionEvery, clock, new TopicRetention(store, owner, clock), new InboxRetention(store, owner, clock));

    private static void AddTopics(IServiceCollection services, ChatTopics topics)
    {
        services.AddSingleton(topics);
        topics.AddTo(services);
    }
}
