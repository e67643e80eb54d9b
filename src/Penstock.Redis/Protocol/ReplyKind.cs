namespace Penstock.Redis;

/// <summary>What a server's answer is.</summary>
public enum ReplyKind
{
    /// <summary>No value: a missing key, a read that waited in vain.</summary>
    Null,

    /// <summary>A word such as <c>OK</c>.</summary>
    Status,

    /// <summary>A refusal: its code and a sentence.</summary>
    Error,

    Integer,

    /// <summary>Any bytes.</summary>
    Bulk,

    Array,
}
