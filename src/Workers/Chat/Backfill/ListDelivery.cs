using System.Security.Cryptography;

namespace Penstock.Workers.Chat;

/// <summary>An item of the fallback list. It stays there until it is settled.</summary>
internal sealed class ListDelivery : Delivery
{
    private readonly string list;
    private readonly ReadOnlyMemory<byte> body;
    private string? origin;

    public ListDelivery(string list, ReadOnlyMemory<byte> body)
    {
        (this.list, this.body) = (list, body);
        Message = MessageFacts.TryRead(this);
        Key = Message?.Key;
    }

    /// <summary>Null where it is none.</summary>
    public ChatMessage? Message { get; }

    // An item of a list has neither a place nor an id: what it says is what it is.
    public override string Origin =>
        origin ??= $"{list}/{Message?.MessageId.ToString("D") ?? Convert.ToHexStringLower(SHA256.HashData(body.Span).AsSpan(0, 16))}";

    public override ReadOnlyMemory<byte> Body => body;
}
