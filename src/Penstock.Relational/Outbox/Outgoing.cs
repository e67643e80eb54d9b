namespace Penstock.Relational;

internal static class Outgoing
{
    public static IReadOnlyList<Message> ToMessages(IReadOnlyList<OutgoingMessage> messages) =>
        [.. messages.Select(m => new Message(m.Body) { Key = m.Key, Headers = m.Headers })];
}
