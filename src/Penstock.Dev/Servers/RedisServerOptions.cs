namespace Penstock.Dev;

/// <summary>What a throw-away Redis is to be beside its defaults.</summary>
public sealed record RedisServerOptions
{
    /// <summary>TLS only, with an authority and a certificate for <c>localhost</c> of its own.</summary>
    public bool Tls { get; init; }

    /// <summary>Lines such as <c>worker on >secret ~* &amp;* +@all</c>.</summary>
    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary>Further settings, such as <c>maxmemory</c> = <c>2mb</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
