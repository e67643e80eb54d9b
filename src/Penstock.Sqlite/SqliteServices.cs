using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Penstock.Relational;

namespace Penstock.Sqlite;

/// <summary>Adds a SQLite file to a host.</summary>
public static class SqliteServices
{
    /// <summary>Adds it as the host's <see cref="Store"/>, which closes it.</summary>
    /// <param name="services">The host's.</param>
    /// <param name="url">Such as <c>sqlite:///emails.db</c>.</param>
    /// <param name="options">How it is used.</param>
    /// <exception cref="FormatException">It is no address of a database.</exception>
    public static IServiceCollection AddSqlite(this IServiceCollection services, string url, SqliteOptions? options = null)
    {
        var address = StoreUrl.Parse(url);
        services.TryAddSingleton(TimeProvider.System);
        return services.AddSingleton<Store>(s => new SqliteStore(address, s.GetRequiredService<TimeProvider>(), options));
    }
}
