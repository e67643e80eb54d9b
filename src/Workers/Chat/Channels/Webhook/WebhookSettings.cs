using System.Diagnostics.CodeAnalysis;
using Penstock.Hosting;

namespace Penstock.Workers.Chat;

/// <summary>What a webhook channel understands beside the chat's settings.</summary>
public static class WebhookSettings
{
    private static readonly ChannelOptions Defaults = new();

    public static readonly Setting<Uri?> Url = Setting.Parsed<Uri>(
        "Chat:Webhook:Url", "WEBHOOK_URL", TryUrl, "an address such as https://host/path", "Where messages are posted.", required: true);

    public static readonly Setting<string> Channel = Setting.Text(
        "Chat:Webhook:Channel", "WEBHOOK_CHANNEL", "webhook", "What messages call the channel; the routers must know it too.", "[a-z][a-z0-9_-]{0,39}", ChannelName.Allowed.TrimEnd(','));

    public static readonly Setting<string?> Token = Setting.OptionalText("Chat:Webhook:Token", "WEBHOOK_TOKEN", "Sent as Authorization: Bearer.", secret: true);

    public static readonly Setting<TimeSpan> Timeout = Setting.Duration(
        "Chat:Webhook:Timeout", "WEBHOOK_TIMEOUT", TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(25), "How long a call may take.");

    public static readonly Setting<int> Concurrency = Setting.Int(
        "Chat:Webhook:Concurrency", "WEBHOOK_CONCURRENCY", Defaults.Concurrency, 1, 1_000, "Conversations at a time.");

    public static readonly SettingSet All = new("chat.webhook", [Url, Channel, Token, Timeout, Concurrency]);

    /// <exception cref="SettingException">A value is not allowed.</exception>
    public static WebhookOptions Options(SettingsReader settings) => new(settings.Get(Url)!)
    {
        Channel = settings.Get(Channel),
        Token = settings.Get(Token),
        Timeout = settings.Get(Timeout),
    };

    /// <exception cref="SettingException">A value is not allowed.</exception>
    public static ChannelOptions ChannelOf(SettingsReader settings) => new() { Concurrency = settings.Get(Concurrency) };

    private static bool TryUrl(string text, [NotNullWhen(true)] out Uri? url) =>
        Uri.TryCreate(text, UriKind.Absolute, out url) && url.Scheme is "http" or "https";
}
