using Penstock.Workers.Chat;

namespace Penstock.Cli;

/// <summary>The chat's workers behind the outbox: router, status updater, channels, backfill.</summary>
internal static class FlowProcesses
{
    public static readonly IReadOnlyList<ChatProcess> All =
    [
        new("chat.router", "message_router", "Put each message on the topics of its channels.", RouterSettings.All)
        {
            Add = (services, settings) => services.AddChatRouter(RouterSettings.Options(settings)),
            Channels = settings => RouterSettings.Options(settings).Channels,
        },
        new("chat.status", "status_updater", "Write how far messages have come.", StatusSettings.All)
        {
            Add = (services, settings) => services.AddChatStatus(StatusSettings.Options(settings)),
        },
        new("chat.backfill", "redis_backfill", "Publish what waited while the topics were away.", FallbackSettings.All)
        {
            Add = (services, settings) => services.AddChatBackfill(FallbackSettings.Options(settings)),
        },
        Mock(ChatChannels.WhatsApp),
        Mock(ChatChannels.Instagram),
        new(WebhookServices.PipelineName, "webhook_channel", "Post each message of a channel to an address.", WebhookSettings.All)
        {
            Add = (services, settings) => services.AddChatWebhook(WebhookSettings.Options(settings), WebhookSettings.ChannelOf(settings)),
            Channels = settings => [WebhookSettings.Options(settings).Channel],
        },
    ];

    private static ChatProcess Mock(string channel) =>
        new(MockServices.PipelineOf(channel), $"{channel}_mock", $"Stand in for {channel}: slow, failing and out of order as told.", MockSettings.All)
        {
            Add = (services, settings) => services.AddChatMock(channel, MockSettings.Options(settings), MockSettings.Channel(settings)),
        };
}
