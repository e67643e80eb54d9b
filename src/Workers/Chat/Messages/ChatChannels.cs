namespace Penstock.Workers.Chat;

/// <summary>Names of channels in a message.</summary>
public static class ChatChannels
{
    public const string WhatsApp = "whatsapp";

    public const string Instagram = "instagram";

    /// <summary>Those that are there without being named.</summary>
    public static readonly IReadOnlyList<string> Known = [WhatsApp, Instagram];

    /// <summary>Every channel there is.</summary>
    public const string All = "all";
}
