using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Penstock.Redis;

namespace Penstock.Workers.Chat;

/// <summary>Adds the messages API to a host.</summary>
public static class ApiServices
{
    /// <summary>
    /// Adds what <see cref="MapChatApi"/> needs. Needs <see cref="ChatServices.AddChat"/>; the fallback list is in the registered
    /// <see cref="IRedis"/>, or a queue of the store where there is none.
    /// </summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public static IServiceCollection AddChatApi(this IServiceCollection services, ApiOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options.Validated());
        services.AddSingleton<MessageBook>();
        services.AddSingleton<ApiBreakers>();
        services.TryAddSingleton(FallbackOf);
        services.AddSingleton<MessagesApi>();
        return services.AddSingleton<MessagesEndpoint>();
    }

    /// <summary>Adds <c>POST /v1/messages</c>, <c>POST /v1/messages/fallback</c> and <c>GET /v1/messages/{id}</c>.</summary>
    /// <param name="routes">Of the HTTP host.</param>
    /// <param name="services">Where it was added; null: the HTTP host's own.</param>
    public static void MapChatApi(this IEndpointRouteBuilder routes, IServiceProvider? services = null) =>
        (services ?? routes.ServiceProvider).GetRequiredService<MessagesEndpoint>().Map(routes);

    private static IFallback FallbackOf(IServiceProvider services) => services.GetService<IRedis>() is { } redis
        ? new RedisFallback(redis)
        : ActivatorUtilities.CreateInstance<QueueFallback>(services);
}
