namespace Penstock.Relational;

internal static class Outgoing
{
    public static Message ToMessage(this OutgoingMessage message) => new(message.Body) { Key = message.Key, Headers = message.Headers };
}
