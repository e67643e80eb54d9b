namespace Penstock.Testing;

/// <summary>A message at rest. Its store's lock guards it.</summary>
internal sealed class MemoryMessage(string id, string? key, ReadOnlyMemory<byte> body)
{
    public string Id => id;

    public string? Key => key;

    public ReadOnlyMemory<byte> Body => body;

    public int Failures { get; set; }

    public int Claims { get; set; }

    /// <summary>Claimed anew although somebody still had it: its lease had lapsed.</summary>
    public int Takeovers { get; set; }

    public DateTimeOffset NotBefore { get; set; }

    /// <summary>The fencing token of whoever holds it; 0 while nobody does.</summary>
    public long Token { get; set; }

    public MemorySource? Holder { get; set; }

    public DateTimeOffset LeasedUntil { get; set; }

    /// <summary>The token of the last settlement: the same settlement again is no news.</summary>
    public long SettledBy { get; set; }

    public LinkedListNode<MemoryMessage>? Open { get; set; }
}
