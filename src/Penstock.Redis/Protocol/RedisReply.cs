using System.Globalization;
using System.Text;

namespace Penstock.Redis;

/// <summary>A server's answer to one command.</summary>
public readonly struct RedisReply
{
    private readonly object? content;
    private readonly long integer;

    private RedisReply(ReplyKind kind, object? content, long integer = 0) => (Kind, this.content, this.integer) = (kind, content, integer);

    public static RedisReply Null { get; }

    public ReplyKind Kind { get; }

    public bool IsNull => Kind == ReplyKind.Null;

    /// <summary>Empty where it is no array.</summary>
    public IReadOnlyList<RedisReply> Items => content as RedisReply[] ?? [];

    /// <summary>Of a text; empty where it is none.</summary>
    public ReadOnlyMemory<byte> Bytes => content as byte[] ?? ReadOnlyMemory<byte>.Empty;

    /// <summary>As text, whatever it is; null for no value.</summary>
    public string? Text => content switch
    {
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        string text => text,
        null when Kind == ReplyKind.Integer => integer.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>A whole number, also one that came as text.</summary>
    /// <exception cref="RedisProtocolException">It is none.</exception>
    public long Integer => Kind switch
    {
        ReplyKind.Integer => integer,
        _ when long.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed) => parsed,
        _ => throw new RedisProtocolException($"a number was expected, and {Kind} came"),
    };

    public RedisReply this[int index] => Items[index];

    public static RedisReply Of(long integer) => new(ReplyKind.Integer, null, integer);

    public static RedisReply Of(byte[] bulk) => new(ReplyKind.Bulk, bulk);

    public static RedisReply Of(RedisReply[] items) => new(ReplyKind.Array, items);

    public static RedisReply Status(string word) => new(ReplyKind.Status, word);

    public static RedisReply Error(string sentence) => new(ReplyKind.Error, sentence);
}
