using System.Security.Cryptography;
using System.Text;

namespace Penstock.Workers.Marker;

/// <summary><c>sha256</c>: SHA-256 of the name in UTF-8.</summary>
public sealed class Sha256HashStrategy : IHashStrategy
{
    // Room for the longest name the catalog holds, 255 characters of at most 3 bytes, and for the encoder's spare character.
    private const int BytesOnStack = 768;

    public string Name => "sha256";

    public int DigestBytes => SHA256.HashSizeInBytes;

    public void Hash(ReadOnlySpan<char> name, Span<byte> digest)
    {
        var room = Encoding.UTF8.GetMaxByteCount(name.Length);
        var utf8 = room <= BytesOnStack ? stackalloc byte[BytesOnStack] : new byte[room];
        var length = Encoding.UTF8.GetBytes(name, utf8);
        SHA256.HashData(utf8[..length], digest);
    }
}
