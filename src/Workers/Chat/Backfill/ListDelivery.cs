using System.Diagnostics;
using System.Security.Cryptography;

namespace Penstock.Workers.Chat;

/// <summary>An item of the fallback list. It stays there until it is settled.</summary>
internal sealed class ListDelivery : Delivery
{
    private readonly string list;
    private readonly ReadOnlyMemory<byte> body;
    private string? origin;
    private IReadOnlyDictionary<string, string>? headers;

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

    // An item has no headers. The message in it names its trace, but no step of that: its own id stands for one.
    public override IReadOnlyDictionary<string, string> Headers => headers ??= TraceParent() is { } trace
        ? new Dictionary<string, string>(StringComparer.Ordinal) { [ChatKeys.TraceParent] = trace }
        : NoHeaders;

    private string? TraceParent()
    {
        var trace = Message is { TraceId: { } id } ? $"00-{id}-{Message.MessageId.ToString("N").AsSpan(0, 16)}-01" : null;
        return ActivityContext.TryParse(trace, null, out _) ? trace : null;
    }
}
