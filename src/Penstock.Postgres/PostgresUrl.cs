using Npgsql;
using Penstock.Relational;

namespace Penstock.Postgres;

/// <summary>From <c>user:password@host:port/database?name=value</c> to the driver's settings.</summary>
internal static class PostgresUrl
{
    public static NpgsqlConnectionStringBuilder Parse(StoreUrl url)
    {
        if (!Uri.TryCreate($"postgresql://{url.Rest}", UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            throw new FormatException("postgresql://user:password@host:5432/database is allowed");

        var user = uri.UserInfo.Split(':', 2);
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = Uri.UnescapeDataString(uri.Host),
            Port = uri.Port > 0 ? uri.Port : 5432,
            Username = user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : "postgres",
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
            Database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')) is { Length: > 0 } database ? database : "postgres",
        };
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
            Apply(settings, pair);
        return settings;
    }

    private static void Apply(NpgsqlConnectionStringBuilder settings, string pair)
    {
        var (name, value) = pair.Split('=', 2) is [var n, var v] ? (n, Uri.UnescapeDataString(v)) : (pair, string.Empty);
        switch (name)
        {
            case "sslmode" or "ssl":
                settings.SslMode = Enum.TryParse<SslMode>(value.Replace("-", string.Empty, StringComparison.Ordinal), ignoreCase: true, out var mode)
                    ? mode
                    : throw new FormatException($"sslmode={value} is unknown; disable, allow, prefer, require, verify-ca and verify-full are allowed");
                break;
            case "sslrootcert":
                settings.RootCertificate = value;
                break;
            case "application_name":
                settings.ApplicationName = value;
                break;
            case "search_path":
                settings.SearchPath = value;
                break;
            default:
                throw new FormatException($"the option {name} is unknown; sslmode, sslrootcert, application_name and search_path are allowed");
        }
    }
}
