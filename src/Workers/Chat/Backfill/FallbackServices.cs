using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Penstock.Redis;
using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>Adds the backfill to a host.</summary>
public static class FallbackServices
{
    public const string PipelineName = "chat.backfill";

    private static readonly QueueOptions Shared = new() { SharesTransaction = true };

    /// <summary>
    /// Adds it, to run with the host: from the list of the Redis that was added before, else from a queue of the store. Needs
    /// <see cref="ChatServices.AddChat"/>.
    /// </summary>
    /// <param name="services">The host's.</param>
    /// <param name="options">How it works.</param>
    /// <param name="more">Adds to the pipeline, such as an observer.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public static IServiceCollection AddChatBackfill(this IServiceCollection services, FallbackOptions options, Action<PipelineBuilder>? more = null)
    {
        AddParts(services, options);
        services.AddHostedService<FallbackGauge>();
        return services.AddPipeline(PipelineName, backfill =>
        {
            Compose(backfill, services, options);
            more?.Invoke(backfill);
        });
    }

    /// <summary>The pipeline alone, run by the caller.</summary>
    internal static IServiceCollection AddChatBackfillOnly(this IServiceCollection services, FallbackOptions options)
    {
        AddParts(services, options);
        return services.AddPipelineOnly(PipelineName, backfill => Compose(backfill, services, options));
    }

    private static void Compose(PipelineBuilder backfill, IServiceCollection services, FallbackOptions options) =>
        (HasRedis(services) ? FromList(backfill) : backfill.FromQueue(options.List, Shared))
        .Whole(RoutedMessage.Decode, s => s.GetRequiredService<FallbackPublisher>())
        .With(_ => options.ToPipeline())
        .Probe(ProbeOf)
        .Observe(s => s.GetRequiredService<FallbackObserver>());

    private static PipelineBuilder FromList(PipelineBuilder backfill) => backfill
        .From(s => ActivatorUtilities.CreateInstance<OrderedList>(s))
        .Journal(s => s.GetRequiredService<Store>().CreateJournal())
        .DeadLetters(s => s.GetRequiredKeyedService<IDeadLetters>(PipelineName));

    // Where it drains to must be there as well as the list.
    private static IProbe ProbeOf(IServiceProvider services)
    {
        var (topics, store) = (services.GetRequiredService<ChatTopics>(), services.GetRequiredService<Store>());
        return services.GetService<IRedis>() is { } redis ? topics.ProbeWith(store, new RedisProbe(redis)) : topics.ProbeWith(store);
    }

    private static void AddParts(IServiceCollection services, FallbackOptions options)
    {
        services.AddChatFlow();
        services.AddChatDeadLetters(PipelineName, ChatKeys.FallbackQueue);
        services.AddSingleton(options.Validated());
        services.AddSingleton<FallbackPublisher>();
        services.AddSingleton<FallbackObserver>();
        if (HasRedis(services))
            services.TryAddSingleton<IFallbackLength, ListLength>();
        else
            services.TryAddSingleton<IFallbackLength, QueueLength>();
    }

    private static bool HasRedis(IServiceCollection services) => services.Any(service => service.ServiceType == typeof(IRedis));
}
