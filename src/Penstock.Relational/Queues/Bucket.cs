using System.Numerics;
using System.Text;

namespace Penstock.Relational;

/// <summary>Which bucket of a queue a key belongs to. The same for ever: messages that wait were placed by it.</summary>
public static class Bucket
{
    /// <summary>Buckets of every queue: as many processes can share the keyed messages of one queue.</summary>
    public const int Count = 64;

    /// <summary>CRC-32C (RFC 3720, B.4) of the key's UTF-8, modulo <see cref="Count"/>.</summary>
    public static int Of(string key)
    {
        Span<byte> few = stackalloc byte[256];
        var bytes = key.Length * 3 <= few.Length ? few[..Encoding.UTF8.GetBytes(key, few)] : Encoding.UTF8.GetBytes(key);
        var crc = uint.MaxValue;
        foreach (var one in bytes)
            crc = BitOperations.Crc32C(crc, one);
        return (int)(~crc % Count);
    }
}
