using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Penstock.Workers.Chat;

/// <summary>Adds the status updater to a host.</summary>
public static class StatusServices
{
    public const string PipelineName = "chat.status";

    /// <summary>Adds it, to run with the host. Needs <see cref="ChatServices.AddChat"/>.</summary>
    public static IServiceCollection AddChatStatus(this IServiceCollection services, StatusOptions options)
    {
        AddParts(services, options);
        services.AddHostedService(s => s.GetRequiredService<ConversationNews>());
        return services.AddPipeline(PipelineName, status => Compose(status, services.TopicsOfChat()));
    }

    /// <summary>The pipeline alone, run by the caller.</summary>
    internal static IServiceCollection AddChatStatusOnly(this IServiceCollection services, StatusOptions options)
    {
        AddParts(services, options);
        return services.AddPipelineOnly(PipelineName, status => Compose(status, services.TopicsOfChat()));
    }

    private static void Compose(PipelineBuilder status, ChatTopics topics) => topics
        .From(status, ChatTopicNames.MessageStatusUpdates, ChatGroups.StatusUpdater)
        .Whole(StatusArrival.Decode, s => s.GetRequiredService<StatusUpdater>())
        .With(s => s.GetRequiredService<StatusOptions>().ToPipeline())
        .Observe(s => s.GetRequiredService<StatusObserver>());

    private static void AddParts(IServiceCollection services, StatusOptions options)
    {
        services.AddChatFlow();
        services.TryAddSingleton<ConversationNews>();
        services.AddSingleton(options);
        services.AddSingleton<Outcomes<StatusChange>>();
        services.AddSingleton<StatusUpdater>();
        services.AddSingleton<StatusObserver>();
    }
}
