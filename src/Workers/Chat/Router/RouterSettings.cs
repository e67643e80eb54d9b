using System.Diagnostics.CodeAnalysis;
using Penstock.Hosting;

namespace Penstock.Workers.Chat;

/// <summary>What the router understands beside the chat's settings.</summary>
public static class RouterSettings
{
    private static readonly RouterOptions Defaults = new();

    public static readonly Setting<int> BatchSize = Setting.Int(
        "Chat:Router:BatchSize", "ROUTER_BATCH_SIZE", Defaults.BatchSize, 1, 10_000, "Messages routed together.");

    public static readonly Setting<int> Lanes = Setting.Int("Chat:Router:Lanes", "ROUTER_LANES", Defaults.Lanes, 1, 64, "Batches in hand at a time.");

    public static readonly Setting<int> MaxRetries = Setting.Int(
        "Chat:Router:MaxRetries", "ROUTER_MAX_RETRIES", Defaults.MaxAttempts, 1, 1_000, "Attempts at a message that fails by its own fault; then it is a dead letter.");

    public static readonly Setting<IReadOnlyList<string>?> Channels = Setting.Parsed<IReadOnlyList<string>>(
        "Chat:Router:Channels", "ROUTER_CHANNELS", TryChannels, "channels' names with commas, such as whatsapp,instagram",
        $"The channels there are; {string.Join(',', Defaults.Channels)} where it is unset.");

    public static readonly SettingSet All = new("chat.router", [BatchSize, Lanes, MaxRetries, Channels], "ROUTER_");

    /// <exception cref="SettingException">A value is not allowed.</exception>
    public static RouterOptions Options(SettingsReader settings) => new()
    {
        BatchSize = settings.Get(BatchSize),
        Lanes = settings.Get(Lanes),
        MaxAttempts = settings.Get(MaxRetries),
        Channels = settings.Get(Channels) ?? Defaults.Channels,
    };

    private static bool TryChannels(string text, [NotNullWhen(true)] out IReadOnlyList<string>? channels)
    {
        channels = text.Split(',', StringSplitOptions.TrimEntries);
        return channels.All(ChannelName.IsAllowed);
    }
}
