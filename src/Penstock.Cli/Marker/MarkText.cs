using System.Numerics;
using System.Text.Json;
using Penstock.Workers.Marker;

namespace Penstock.Cli;

/// <summary>A name with its hash and shard as the one line that scripts read.</summary>
internal static class MarkText
{
    public static string Of(string name, int shardBits)
    {
        var hash = new Sha256HashStrategy();
        Span<byte> digest = stackalloc byte[hash.DigestBytes];
        hash.Hash(name, digest);
        var hex = Convert.ToHexStringLower(digest);
        var shard = Shard.WideOf(digest, shardBits);
        return JsonText.Of(json => Write(json, name, hex, shard));
    }

    private static void Write(Utf8JsonWriter json, string name, string hash, BigInteger shard)
    {
        json.WriteString("name", name);
        json.WriteString("hash", hash);
        json.WritePropertyName("shard");
        // A shard of many bits is beyond what the writer has a number for.
        json.WriteRawValue(shard.ToString());
    }
}
