using Penstock.Hosting;

namespace Penstock.Workers.Chat;

/// <summary>What the API understands beside the chat's settings.</summary>
public static class ApiSettings
{
    public static readonly Setting<string?> TokenSecret = Setting.Parsed<string>(
        "Chat:Api:TokenSecret", "CHAT_TOKEN_SECRET", TrySecret, $"a text of at least {ChatToken.LeastSecret} characters",
        "Signs the bearer tokens.", secret: true, required: true);

    public static readonly Setting<int> MaxBodyBytes = Setting.Int(
        "Chat:Api:MaxBodyBytes", "CHAT_API_MAX_BODY_BYTES", 1024 * 1024, 1, 100_000_000, "A larger request is refused.");

    public static readonly Setting<TimeSpan> TopicTimeout = Setting.Duration(
        "Chat:Api:TopicTimeout", "CHAT_API_TOPIC_TIMEOUT", TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1),
        "How long direct publishing waits for the topics; then the message goes to the fallback list.");

    public static readonly SettingSet All = new("chat.api", [TokenSecret, MaxBodyBytes, TopicTimeout]);

    /// <exception cref="SettingException">A value is not allowed, or the secret is missing.</exception>
    public static ApiOptions Options(SettingsReader settings) => new()
    {
        TokenSecret = settings.Get(TokenSecret)!,
        MaxBodyBytes = settings.Get(MaxBodyBytes),
        TopicTimeout = settings.Get(TopicTimeout),
    };

    private static bool TrySecret(string text, out string? secret) => (secret = text).Length >= ChatToken.LeastSecret;
}
