namespace Penstock.Workers.Chat;

/// <summary>Who reads the topics.</summary>
public static class ChatGroups
{
    public const string Router = "message_router_group";

    public const string StatusUpdater = "message_status_updater_group";

    public const string WhatsAppMock = "whatsapp_mock_group";

    public const string InstagramMock = "instagram_mock_group";
}
