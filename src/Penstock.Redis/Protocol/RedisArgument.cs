using System.Globalization;

namespace Penstock.Redis;

/// <summary>A word of a command: a text in UTF-8, or bytes as they are.</summary>
public readonly struct RedisArgument
{
    private RedisArgument(string? text, ReadOnlyMemory<byte> bytes) => (Text, Bytes) = (text, bytes);

    internal string? Text { get; }

    internal ReadOnlyMemory<byte> Bytes { get; }

    public static implicit operator RedisArgument(string text) => new(text, default);

    public static implicit operator RedisArgument(byte[] bytes) => new(null, bytes);

    public static implicit operator RedisArgument(ReadOnlyMemory<byte> bytes) => new(null, bytes);

    public static implicit operator RedisArgument(long number) => new(number.ToString(CultureInfo.InvariantCulture), default);
}
