namespace Penstock.Workers.Chat;

/// <summary>A message that is to be routed, and how it came.</summary>
/// <param name="Delivery">Its body is forwarded as it is.</param>
/// <param name="Message">What it says.</param>
/// <param name="TraceParent">Of the trace it belongs to; null for none.</param>
internal sealed record RoutedMessage(Delivery Delivery, ChatMessage Message, string? TraceParent)
{
    public string Id => Message.MessageId.ToString("D");

    public static RoutedMessage Decode(Delivery delivery) => new(delivery, ChatMessageJson.Decode(delivery), ChatTrace.ParentOf(delivery));
}
