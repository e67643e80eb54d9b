namespace Penstock;

/// <summary>A message to be sent.</summary>
/// <param name="Body">Sent as it is; may be empty.</param>
public sealed record OutgoingMessage(ReadOnlyMemory<byte> Body)
{
    /// <summary>The header that stays the same however often a message is sent, so that its receiver can take it once.</summary>
    public const string IdHeader = "penstock-message-id";

    /// <summary>Messages of one key arrive in order. Null: order doesn't matter.</summary>
    public string? Key { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = Delivery.NoHeaders;

    /// <summary>A delivery, to be sent on as it came.</summary>
    public static OutgoingMessage From(Delivery delivery) => new(delivery.Body) { Key = delivery.Key, Headers = delivery.Headers };
}
