using System.Buffers.Binary;
using System.Numerics;

namespace Penstock.Workers.Marker;

/// <summary>The shard of a name: the most significant bits of its digest, as an unsigned number.</summary>
public static class Shard
{
    /// <summary>8: the first byte of the digest, 0 to 255.</summary>
    public const int DefaultBits = 8;

    /// <summary>31: what the signed 32-bit column <c>des_shard</c> holds.</summary>
    public const int MaxColumnBits = 31;

    public const int MaxBits = 256;

    /// <summary>A shard that fits the column.</summary>
    /// <param name="digest">At least <paramref name="bits"/> bits long.</param>
    /// <param name="bits">1 to 31.</param>
    /// <exception cref="ArgumentException">The number of bits is out of range, or the digest is shorter.</exception>
    public static int Of(ReadOnlySpan<byte> digest, int bits = DefaultBits)
    {
        CheckedBits(bits, Math.Min(MaxColumnBits, BitsIn(digest)));
        Span<byte> top = stackalloc byte[sizeof(uint)];
        top.Clear();
        digest[..Math.Min(digest.Length, top.Length)].CopyTo(top);
        return (int)(BinaryPrimitives.ReadUInt32BigEndian(top) >> (32 - bits));
    }

    /// <summary>A shard of any size.</summary>
    /// <param name="digest">At least <paramref name="bits"/> bits long.</param>
    /// <param name="bits">1 to 256.</param>
    /// <exception cref="ArgumentException">The number of bits is out of range, or the digest is shorter.</exception>
    public static BigInteger WideOf(ReadOnlySpan<byte> digest, int bits)
    {
        CheckedBits(bits, Math.Min(MaxBits, BitsIn(digest)));
        var bytes = (bits + 7) / 8;
        return new BigInteger(digest[..bytes], isUnsigned: true, isBigEndian: true) >> ((bytes * 8) - bits);
    }

    /// <summary><see cref="WideOf(ReadOnlySpan{byte}, int)"/> of a name; Unicode and the empty name have a shard too.</summary>
    /// <param name="name">Any text.</param>
    /// <param name="hash">Makes the digest.</param>
    /// <param name="bits">1 to 256, and no more than the digest has.</param>
    /// <exception cref="ArgumentException">The number of bits is out of range, or the digest is shorter.</exception>
    public static BigInteger WideOf(ReadOnlySpan<char> name, IHashStrategy hash, int bits)
    {
        ArgumentNullException.ThrowIfNull(hash);
        Span<byte> digest = stackalloc byte[hash.DigestBytes];
        hash.Hash(name, digest);
        return WideOf(digest, bits);
    }

    internal static int CheckedBits(int bits, int max) => bits >= 1 && bits <= max
        ? bits
        : throw new ArgumentOutOfRangeException(nameof(bits), $"The number of shard bits is {bits}; allowed is 1 to {max}.");

    private static int BitsIn(ReadOnlySpan<byte> digest) => digest.Length * 8;
}
