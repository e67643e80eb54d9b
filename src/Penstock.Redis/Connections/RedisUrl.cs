using System.Globalization;

namespace Penstock.Redis;

/// <summary>
/// A server's address as people write it: <c>redis://user:password@host:6379/0</c>, or <c>rediss://</c> for TLS with
/// <c>?ssl_ca_certs=ca.pem</c>, <c>ssl_cert_reqs=none</c>, <c>ssl_certfile=…</c> and <c>ssl_keyfile=…</c>.
/// </summary>
public sealed record RedisUrl
{
    private const string Allowed = "redis://user:password@host:6379/0, or rediss:// for TLS, is allowed";
    private const string AllowedOptions = "ssl_ca_certs, ssl_cert_reqs, ssl_certfile and ssl_keyfile are allowed";

    private RedisUrl()
    {
    }

    public required string Host { get; init; }

    public required int Port { get; init; }

    /// <summary>Null: the server's default user.</summary>
    public string? User { get; init; }

    /// <summary>0 for the first one.</summary>
    public int Database { get; init; }

    public bool IsTls { get; init; }

    /// <summary>A file of PEM certificates to trust in place of the machine's.</summary>
    public string? CaFile { get; init; }

    /// <summary>False: any certificate will do. Then nothing says who the server is.</summary>
    public bool VerifiesServer { get; init; } = true;

    /// <summary>Our own certificate, PEM.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>Its key, PEM; null where it is in the same file.</summary>
    public string? KeyFile { get; init; }

    internal string? Password { get; init; }

    /// <exception cref="FormatException">It is none; the message says what is allowed, without what was given.</exception>
    public static RedisUrl Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("redis" or "rediss"))
            throw new FormatException(Hint(text));
        if (uri.Host.Length == 0 || uri.Fragment.Length > 0)
            throw new FormatException(Hint(text));

        var login = uri.UserInfo.Split(':', 2);
        var url = new RedisUrl
        {
            Host = uri.HostNameType == UriHostNameType.IPv6 ? uri.Host.Trim('[', ']') : uri.Host,
            Port = uri.Port > 0 ? uri.Port : 6379,
            User = login[0].Length > 0 ? Uri.UnescapeDataString(login[0]) : null,
            Password = login.Length > 1 && login[1].Length > 0 ? Uri.UnescapeDataString(login[1]) : null,
            Database = DatabaseOf(uri.AbsolutePath),
            IsTls = uri.Scheme == "rediss",
        };
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
            url = url.With(pair);
        return url.Checked();
    }

    /// <summary>Without the password, for logs and messages.</summary>
    public override string ToString()
    {
        var login = (User, Password) switch
        {
            (null, null) => "",
            (_, null) => $"{User}@",
            _ => $"{User}:***@",
        };
        var host = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
        return $"{(IsTls ? "rediss" : "redis")}://{login}{host}:{Port}/{Database}";
    }

    private static int DatabaseOf(string path)
    {
        var text = path.Trim('/');
        if (text.Length == 0)
            return 0;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"the database is '{text}': a whole number from 0 is allowed");
    }

    private RedisUrl With(string pair)
    {
        var (name, value) = pair.Split('=', 2) is [var n, var v] ? (n, Uri.UnescapeDataString(v)) : (pair, string.Empty);
        return name switch
        {
            "ssl_ca_certs" => this with { CaFile = value },
            "ssl_certfile" => this with { CertificateFile = value },
            "ssl_keyfile" => this with { KeyFile = value },
            "ssl_cert_reqs" when value is "required" or "none" => this with { VerifiesServer = value == "required" },
            "ssl_cert_reqs" => throw new FormatException($"ssl_cert_reqs={value} is unknown; required and none are allowed"),
            _ => throw new FormatException($"the option {name} is unknown; {AllowedOptions}"),
        };
    }

    private RedisUrl Checked()
    {
        if (User is not null && Password is null)
            throw new FormatException("a user needs a password: redis://user:password@host; a password alone is redis://:password@host");
        if (!IsTls && (CaFile is not null || CertificateFile is not null || !VerifiesServer))
            throw new FormatException("the ssl_ options need TLS: rediss:// in place of redis://");
        if (KeyFile is not null && CertificateFile is null)
            throw new FormatException("ssl_keyfile needs ssl_certfile");
        return this;
    }

    // A password with one of these in it is the usual reason; it must not be shown.
    private static string Hint(string text) =>
        text.StartsWith("redis", StringComparison.OrdinalIgnoreCase) && text.Contains('@', StringComparison.Ordinal)
            ? $"{Allowed}; in user and password, write : / ? # [ ] @ and % as %3A %2F %3F %23 %5B %5D %40 and %25"
            : Allowed;
}
