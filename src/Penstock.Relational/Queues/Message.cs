namespace Penstock.Relational;

/// <summary>What is put into a queue.</summary>
/// <param name="Body">Kept and given as it is; may be empty.</param>
public sealed record Message(ReadOnlyMemory<byte> Body)
{
    /// <summary>Messages of one key are handled in order, one at a time. Null: order doesn't matter.</summary>
    public string? Key { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = Delivery.NoHeaders;

    /// <summary>Not to be handled before that has passed, by the store's clock. Default: at once.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>While a message with this key is in the queue, waiting or in hand, another one is not added. Null: always added.</summary>
    public string? UniqueKey { get; init; }
}
