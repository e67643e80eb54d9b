using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Penstock.Relational;

namespace Penstock.Postgres;

/// <summary>Adds a PostgreSQL database to a host.</summary>
public static class PostgresServices
{
    /// <summary>Adds it as the host's <see cref="Store"/>, which closes it.</summary>
    /// <param name="services">The host's.</param>
    /// <param name="url">Such as <c>postgresql://user:password@host:5432/database</c>.</param>
    /// <param name="options">How it is used.</param>
    /// <exception cref="FormatException">It is no address of a database.</exception>
    public static IServiceCollection AddPostgres(this IServiceCollection services, string url, PostgresOptions? options = null)
    {
        var address = StoreUrl.Parse(url);
        services.TryAddSingleton(TimeProvider.System);
        return services.AddSingleton<Store>(s => new PostgresStore(address, s.GetRequiredService<TimeProvider>(), options));
    }
}
