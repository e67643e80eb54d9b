using Microsoft.Extensions.DependencyInjection;
using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>Adds the router to a host.</summary>
public static class RouterServices
{
    public const string PipelineName = "chat.router";

    /// <summary>Adds it, to run with the host. Needs <see cref="ChatServices.AddChat"/>.</summary>
    /// <param name="services">The host's.</param>
    /// <param name="options">How it works.</param>
    /// <param name="more">Adds to the pipeline, such as an observer.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public static IServiceCollection AddChatRouter(this IServiceCollection services, RouterOptions options, Action<PipelineBuilder>? more = null)
    {
        AddParts(services, options);
        return services.AddPipeline(PipelineName, router =>
        {
            Compose(router, services.TopicsOfChat());
            more?.Invoke(router);
        });
    }

    /// <summary>The pipeline alone, run by the caller.</summary>
    internal static IServiceCollection AddChatRouterOnly(this IServiceCollection services, RouterOptions options)
    {
        AddParts(services, options);
        return services.AddPipelineOnly(PipelineName, router => Compose(router, services.TopicsOfChat()));
    }

    private static void Compose(PipelineBuilder router, ChatTopics topics) => topics
        .From(router, ChatTopicNames.MessageProcessing, ChatGroups.Router)
        .Whole(RoutedMessage.Decode, s => s.GetRequiredService<MessageRouter>())
        .With(s => s.GetRequiredService<RouterOptions>().ToPipeline())
        .Observe(s => s.GetRequiredService<RouterObserver>());

    private static void AddParts(IServiceCollection services, RouterOptions options)
    {
        services.AddChatFlow();
        services.AddChatDeadLetters(PipelineName, ChatTopicNames.MessageProcessing);
        services.AddSingleton(options.Validated());
        services.AddSingleton<Outcomes<Routing>>();
        services.AddSingleton<CompletedFiles>();
        services.AddSingleton<IRoutedBefore>(s => s.GetRequiredService<ChatTopics>().IsOn(s.GetRequiredService<Store>())
            ? new InboxRouted(s.GetRequiredService<Store>())
            : ActivatorUtilities.CreateInstance<RedisRouted>(s));
        services.AddSingleton<MessageRouter>();
        services.AddSingleton<RouterObserver>();
    }
}
