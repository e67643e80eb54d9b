using System.Diagnostics.CodeAnalysis;

namespace Penstock.Relational;

/// <summary>
/// A database's address as people write it: <c>postgresql://user:password@host:5432/db?sslmode=require</c>, with or without a
/// driver's name (<c>postgresql+asyncpg://</c>), <c>postgres://</c>, or <c>sqlite:///file</c>.
/// </summary>
public sealed record StoreUrl
{
    private StoreUrl(string scheme, string rest) => (Scheme, Rest) = (scheme, rest);

    /// <summary><c>postgresql</c> or <c>sqlite</c>.</summary>
    public string Scheme { get; }

    /// <summary>All behind <c>scheme://</c>.</summary>
    public string Rest { get; }

    /// <exception cref="FormatException">Neither of the two; the message says what is allowed, without the address's password.</exception>
    public static StoreUrl Parse(string text)
    {
        var at = text.IndexOf("://", StringComparison.Ordinal);
        var scheme = at < 0 ? string.Empty : text[..at].Split('+')[0].ToLowerInvariant();
        return scheme switch
        {
            "postgres" or "postgresql" => new StoreUrl("postgresql", text[(at + 3)..]),
            "sqlite" => new StoreUrl("sqlite", text[(at + 3)..]),
            _ => throw new FormatException("postgresql://user:password@host:5432/database or sqlite:///file is allowed"),
        };
    }

    /// <summary>The same, without an error.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out StoreUrl? url)
    {
        try
        {
            url = Parse(text);
        }
        catch (FormatException)
        {
            url = null;
        }

        return url is not null;
    }

    /// <summary>Without a password, for logs and messages.</summary>
    public override string ToString()
    {
        var at = Rest.LastIndexOf('@');
        var colon = at < 0 ? -1 : Rest.IndexOf(':', 0, at);
        return colon < 0 ? $"{Scheme}://{Rest}" : $"{Scheme}://{Rest[..colon]}:***{Rest[at..]}";
    }
}
