namespace Penstock.Workers.Chat;

/// <summary>The topics of the message flow.</summary>
public static class ChatTopicNames
{
    /// <summary>Accepted messages, flat, on their way to the router.</summary>
    public const string MessageProcessing = "message_processing";

    public const string WhatsAppOutgoing = "whatsapp_outgoing";

    public const string InstagramOutgoing = "instagram_outgoing";

    public const string MessageStatusUpdates = "message_status_updates";

    /// <summary>What was given up, for people and programs that watch it; the dead letters themselves are on the store.</summary>
    public const string MessageProcessingDlq = "message_processing_dlq";

    public const string MessageEvents = "message_events";

    public const string FileEvents = "file_events";

    public const string ConversationEvents = "conversation_events";

    public const string DefaultEvents = "default_events";

    /// <summary>A channel's own topic, such as <c>whatsapp_outgoing</c>.</summary>
    public static string OutgoingOf(string channel) => $"{channel}_outgoing";
}
