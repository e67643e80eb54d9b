using Microsoft.Extensions.DependencyInjection;

namespace Penstock.Workers.Chat;

/// <summary>Adds a webhook channel to a host.</summary>
public static class WebhookServices
{
    public const string PipelineName = "chat.webhook";

    /// <summary>Adds it, to run with the host. Needs <see cref="ChatServices.AddChat"/>.</summary>
    /// <exception cref="ArgumentException">The channel's name is none.</exception>
    public static IServiceCollection AddChatWebhook(this IServiceCollection services, WebhookOptions webhook, ChannelOptions options) =>
        services.AddChatChannel(PipelineName, webhook.Channel, _ => new WebhookChannel(webhook), options);
}
