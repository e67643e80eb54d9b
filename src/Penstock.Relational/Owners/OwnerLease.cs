namespace Penstock.Relational;

#pragma warning disable CA1001 // A source without a timer holds nothing, and deliveries of a past life still look at its token.
/// <summary>One life of a process on a store: from its row's insertion until others took the row away.</summary>
public sealed class OwnerLease
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource lapsed = new();
    private int claims;

    internal OwnerLease(long id) => Id = id;

    /// <summary>Never given twice.</summary>
    public long Id { get; }

    /// <summary>Cancelled when it is certain that others have taken over what this life held.</summary>
    public CancellationToken Lapsed => lapsed.Token;

    /// <summary>A fresh token for one claim: the owner in the upper half, a count in the lower.</summary>
    public long NextToken() => (Id << 32) | (uint)Interlocked.Increment(ref claims);

    /// <summary>The owner that a token belongs to, as an expression.</summary>
    public static string OwnerOf(string token) => $"({token} >> 32)";

    internal void Lapse() => lapsed.Cancel();
}
