namespace Penstock.Workers.Chat;

/// <summary>Names of channels in a message.</summary>
public static class ChatChannels
{
    public const string WhatsApp = "whatsapp";

    public const string Instagram = "instagram";

    /// <summary>Every channel there is.</summary>
    public const string All = "all";
}
