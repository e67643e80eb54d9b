using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Penstock.Relational;

/// <summary>Adds the queues of a store to a host, and pipelines on them.</summary>
public static class QueueServices
{
    /// <summary>
    /// Adds <see cref="Queues"/> to send with, this process's <see cref="Owner"/>, the dead letters with their replays and retention,
    /// and makes the host's pipelines obey operators. Needs a <see cref="Store"/>, and comes before the pipelines: it brings the schema up before they start.
    /// </summary>
    public static IServiceCollection AddQueues(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(s => s.GetRequiredService<Store>().Faults);
        services.AddControl();
        services.AddSingleton<Queues>();
        // Not AddHostedService: another owner of a schema may start one of its own.
        services.AddSingleton<IHostedService>(s => ActivatorUtilities.CreateInstance<SchemaStart>(s, RuntimeSchema.Sets));
        return services.AddDeadLetters();
    }

    /// <summary>The same on a store that the caller disposes.</summary>
    public static IServiceCollection AddQueues(this IServiceCollection services, Store store) => services.AddSingleton(store).AddQueues();

    /// <summary>
    /// Takes messages from a queue. They are counted against processes that die with them, their dead letters are parked in the
    /// settlement's own transaction, and an outage of the store is told from a message that fails alone. Needs <see cref="AddQueues(IServiceCollection)"/>.
    /// A pipeline that has a home of its own for them has an <see cref="IDeadLetters"/> registered as a keyed service under its name, which parks in
    /// the transaction it is given.
    /// </summary>
    /// <exception cref="FormatException">The name is none of a queue.</exception>
    public static PipelineBuilder FromQueue(this PipelineBuilder pipeline, string queue, QueueOptions? options = null)
    {
        QueueName.Checked(queue);
        return pipeline.FromStore(s => new QueueSource(
            s.GetRequiredService<Store>(), s.GetRequiredService<Owner>(), queue, s.GetRequiredService<TimeProvider>(), options,
            ParkingOf(pipeline, s), s.GetService<Reached>()));
    }

    /// <summary>The same from a topic, as one of a group's processes.</summary>
    /// <inheritdoc cref="FromQueue"/>
    public static PipelineBuilder FromTopic(this PipelineBuilder pipeline, string topic, string group, TopicOptions? options = null)
    {
        _ = new TopicGroup(topic, group);
        return pipeline.FromStore(s => new TopicSource(
            s.GetRequiredService<Store>(), s.GetRequiredService<Owner>(), topic, group, s.GetRequiredService<TimeProvider>(), options,
            ParkingOf(pipeline, s), s.GetService<Reached>()));
    }

    private static PipelineBuilder FromStore(this PipelineBuilder pipeline, Func<IServiceProvider, ISource> source) => pipeline
        .From(source)
        .Journal(s => s.GetRequiredService<Store>().CreateJournal())
        .DeadLetters(s => s.GetRequiredService<IDeadLetters>())
        .Probe(s => s.GetRequiredService<Store>());

    // Only a home on the same store can take part in the settlement's transaction. A pipeline's own is registered for its name, and does.
    private static Parking? ParkingOf(PipelineBuilder pipeline, IServiceProvider services)
    {
        if (services.GetKeyedService<IDeadLetters>(pipeline.Name) is { } own)
            return new Parking(pipeline.Name, own);
        return services.GetService<IDeadLetters>() is SqlDeadLetters home ? new Parking(pipeline.Name, home) : null;
    }
}
