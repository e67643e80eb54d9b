namespace Penstock.Workers.Marker;

/// <summary>What the marker writes to one row.</summary>
/// <param name="Name">The archive name.</param>
/// <param name="Hash">The digest of the name in lower-case hex, at most 64 digits.</param>
/// <param name="Shard">The top bits of the digest.</param>
public readonly record struct Mark(string Name, string Hash, int Shard)
{
    /// <summary>Hash and shard of a name that is given.</summary>
    /// <param name="name">Any text.</param>
    /// <param name="hash">Makes the digest.</param>
    /// <param name="shardBits">1 to 31, and no more than the digest has.</param>
    /// <exception cref="ArgumentException">The number of bits is out of range.</exception>
    public static Mark Of(string name, IHashStrategy hash, int shardBits = Marker.Shard.DefaultBits)
    {
        ArgumentNullException.ThrowIfNull(hash);
        Span<byte> digest = stackalloc byte[hash.DigestBytes];
        hash.Hash(name, digest);
        return new(name, Convert.ToHexStringLower(digest), Marker.Shard.Of(digest, shardBits));
    }
}
