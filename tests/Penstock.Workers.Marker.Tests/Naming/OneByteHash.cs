namespace Penstock.Workers.Marker.Tests;

/// <summary>The length of the name as its digest, and whatever length of digest it claims.</summary>
internal sealed class OneByteHash(string name, int digestBytes = 1) : IHashStrategy
{
    public string Name => name;

    public int DigestBytes => digestBytes;

    public void Hash(ReadOnlySpan<char> name, Span<byte> digest) => digest[0] = (byte)name.Length;
}
