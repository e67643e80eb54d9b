using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Penstock.Kafka;

/// <summary>Adds what a host does with a cluster beside its pipelines. Needs <see cref="KafkaServices"/>' <c>AddKafka</c>.</summary>
public static class KafkaStarts
{
    /// <summary>
    /// Makes topics that are not there, before what is added after it starts: with three brokers or more on three each, of which two
    /// must have a record before it counts as sent. While the cluster is away it goes on trying, and the host starts all the same.
    /// </summary>
    public static IServiceCollection AddKafkaTopics(this IServiceCollection services, IReadOnlyList<TopicSpec> topics) =>
        services.AddSingleton<IHostedService>(s => new TopicStart(s.GetRequiredService<KafkaClient>(), topics, s.GetRequiredService<TimeProvider>()));

    /// <summary>
    /// Watches the cluster: <c>kafka_broker_online</c>, <c>kafka_cluster_brokers</c>, <c>kafka_cluster_topics</c>,
    /// <c>kafka_under_replicated_partitions</c>, <c>kafka_offline_partitions</c>, <c>kafka_isr_shrink_events_total</c>.
    /// </summary>
    /// <param name="services">The host's.</param>
    /// <param name="every">Between two looks.</param>
    public static IServiceCollection AddKafkaHealth(this IServiceCollection services, TimeSpan every)
    {
        services.AddSingleton<ClusterMetrics>();
        return services.AddSingleton<IHostedService>(s =>
            new KafkaHealth(s.GetRequiredService<KafkaClient>(), s.GetRequiredService<ClusterMetrics>(), every, s.GetRequiredService<TimeProvider>()));
    }
}
