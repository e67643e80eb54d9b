using Npgsql;
using Penstock.Relational;

namespace Penstock.Postgres;

/// <summary>From <c>user:password@host:port/database?name=value</c> to the driver's settings.</summary>
internal static class PostgresUrl
{
    public static NpgsqlConnectionStringBuilder Parse(StoreUrl url)
    {
        if (!Uri.TryCreate($"postgresql://{url.Rest}", UriKind.Absolute, out var uri))
            throw Malformed();

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
        return string.IsNullOrEmpty(settings.Host) ? throw Malformed() : settings;
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
            // A folder of Unix sockets can't stand before the port: postgresql:///database?host=/var/run/postgresql&port=5433
            case "host":
                settings.Host = value;
                break;
            case "port":
                settings.Port = int.TryParse(value, out var port) && port is > 0 and < 65_536
                    ? port
                    : throw new FormatException($"port={value} is unknown; 1 to 65535 is allowed");
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
                throw new FormatException($"the option {name} is unknown; host, port, sslmode, sslrootcert, application_name and search_path are allowed");
        }
    }

    private static FormatException Malformed() => new("postgresql://user:password@host:5432/database is allowed");
}
