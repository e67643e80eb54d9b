using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Penstock.Relational;

namespace Penstock.Kafka;

/// <summary>Adds a Kafka cluster to a host, and pipelines on its topics.</summary>
public static class KafkaServices
{
    /// <summary>Adds it as the host's <see cref="KafkaClient"/>, which closes it. Nothing connects before the first use.</summary>
    public static IServiceCollection AddKafka(this IServiceCollection services, KafkaOptions options) => services.AddKafka(new KafkaClient(options));

    /// <summary>The same with one that is there; it tells the host's log from now on.</summary>
    public static IServiceCollection AddKafka(this IServiceCollection services, KafkaClient kafka)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IFaultClassifier, KafkaFaults>();
        services.AddSingleton<IReturnPath>(s => new KafkaReturn(s.GetRequiredService<KafkaClient>()));
        return services.AddSingleton(s =>
        {
            if (s.GetService<ILoggerFactory>() is { } loggers)
                kafka.Logger = loggers.CreateLogger("Penstock.Kafka");
            return kafka;
        });
    }

    /// <summary>
    /// Takes records from a topic. The cluster's outages are told from a record that fails alone. A journal beside it counts claims,
    /// so that a record that kills its process is noticed; dead letters need a home. Needs <see cref="AddKafka(IServiceCollection, KafkaOptions)"/>.
    /// </summary>
    public static PipelineBuilder FromKafka(this PipelineBuilder pipeline, KafkaTopicOptions options) => pipeline
        .From(s => new KafkaTopicSource(s.GetRequiredService<KafkaClient>(), options, s.GetRequiredService<TimeProvider>(), s.GetService<Reached>()))
        .Probe(s => new KafkaProbe(s.GetRequiredService<KafkaClient>()));
}
