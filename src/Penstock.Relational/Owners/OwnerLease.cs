namespace Penstock.Relational;

#pragma warning disable CA1001 // A source without a timer holds nothing, and deliveries of a past life still look at its token.
/// <summary>One life of a process on a store: from its row's insertion until others took the row away.</summary>
public sealed class OwnerLease
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource lapsed = new();
    private readonly HashSet<long> inHand = [];
    private int claims;

    internal OwnerLease(long id) => Id = id;

    /// <summary>Never given twice.</summary>
    public long Id { get; }

    /// <summary>Cancelled when it is certain that others have taken over what this life held.</summary>
    public CancellationToken Lapsed => lapsed.Token;

    /// <summary>
    /// A fresh token for one claim, in hand until it is freed: the owner in the upper half, a count in the lower. What the store
    /// holds under a token that is no longer in hand was claimed without an answer, or could not be handed back.
    /// </summary>
    public long NextToken()
    {
        lock (inHand)
        {
            var token = TokenOf(++claims);
            inHand.Add(token);
            return token;
        }
    }

    public void Free(long token)
    {
        lock (inHand)
            inHand.Remove(token);
    }

    /// <summary>The tokens in hand, and the newest that was given so far, in hand or not.</summary>
    public (long[] Tokens, long Newest) InHand()
    {
        lock (inHand)
            return ([.. inHand], TokenOf(claims));
    }

    /// <summary>The owner that a token belongs to, as an expression.</summary>
    public static string OwnerOf(string token) => $"({token} >> 32)";

    internal void Lapse() => lapsed.CancelAll();

    private long TokenOf(int claim) => (Id << 32) | (uint)claim;
}
