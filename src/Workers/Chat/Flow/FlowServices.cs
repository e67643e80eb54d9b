using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>What the workers of the flow share.</summary>
internal static class FlowServices
{
    public static IServiceCollection AddChatFlow(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<FlowMetrics>();
        return services;
    }

    /// <summary>Where the topics are.</summary>
    /// <exception cref="InvalidOperationException">The chat itself was not added before.</exception>
    public static ChatTopics TopicsOfChat(this IServiceCollection services) =>
        services.FirstOrDefault(service => service.ServiceType == typeof(ChatTopics))?.ImplementationInstance as ChatTopics
        ?? throw new InvalidOperationException($"Call {nameof(ChatServices.AddChat)} before a worker of the chat is added.");

    /// <summary>Dead letters of that pipeline are told to others.</summary>
    public static IServiceCollection AddChatDeadLetters(this IServiceCollection services, string pipeline, string topic, string? channel = null) =>
        services.AddKeyedSingleton<IDeadLetters>(pipeline, (s, _) => new ChatDeadLetters(
            s.GetRequiredService<IDeadLetters>(), s.GetRequiredService<ChatTopics>(), topic, channel, s.GetRequiredService<TimeProvider>()));
}
