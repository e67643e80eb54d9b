using System.Data.Common;
using Penstock.Hosting;
using Penstock.Postgres;
using Penstock.Relational;
using Penstock.Sqlite;
using Penstock.Workers.Marker;

namespace Penstock.Cli;

/// <summary>Opens the store that an address names.</summary>
internal static class Stores
{
    /// <exception cref="FormatException">The address is not one of its kind.</exception>
    public static Store Open(StoreUrl url, TimeProvider clock) =>
        url.Scheme == "sqlite" ? new SqliteStore(url, clock) : new PostgresStore(url, clock);

    /// <summary>The store of <c>--db</c> or <c>DES_DB_URL</c>.</summary>
    /// <exception cref="SettingException">It is missing or no address.</exception>
    public static Store Open(SettingsReader settings, TimeProvider clock) => Named(
        settings, url => url.Scheme == "sqlite" ? Open(url, clock) : new PostgresStore(url, clock, new PostgresOptions { Lease = settings.Get(MarkerSettings.Lease) }));

    /// <summary>The same, but nothing can be changed through it.</summary>
    public static Store OpenReadOnly(SettingsReader settings, TimeProvider clock) =>
        Named(settings, url => url.Scheme == "sqlite" ? new SqliteStore(url, clock, new SqliteOptions { ReadOnly = true }) : Open(url, clock));

    /// <exception cref="CommandException">Nobody answers.</exception>
    public static async Task ReachAsync(Store store, CancellationToken giveUp)
    {
        try
        {
            await using var connection = await store.OpenAsync(giveUp);
        }
        catch (Exception error) when (error is DbException or TimeoutException)
        {
            throw new CommandException($"{store.Display} can't be reached: {error.Message}", error);
        }
    }

    private static Store Named(SettingsReader settings, Func<StoreUrl, Store> open)
    {
        var url = settings.Get(MarkerSettings.DbUrl)!;
        try
        {
            return open(url);
        }
        catch (FormatException error)
        {
            throw new SettingException($"{settings.OriginOf(MarkerSettings.DbUrl)} is '{url}': {error.Message}.");
        }
    }
}
