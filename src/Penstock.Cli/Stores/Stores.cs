using System.Data.Common;
using Penstock.Hosting;
using Penstock.Postgres;
using Penstock.Relational;
using Penstock.Sqlite;
using Penstock.Workers.Digest;
using Penstock.Workers.Marker;

namespace Penstock.Cli;

/// <summary>Opens the store that an address names.</summary>
internal static class Stores
{
    // The digest's transactions wait for nobody but the database: one that is idle longer belongs to a process that stands still, and others
    // wait for its rows.
    private static readonly TimeSpan DigestIdle = TimeSpan.FromSeconds(5);

    /// <exception cref="FormatException">The address is not one of its kind.</exception>
    public static Store Open(StoreUrl url, TimeProvider clock) =>
        url.Scheme == "sqlite" ? new SqliteStore(url, clock) : new PostgresStore(url, clock);

    /// <exception cref="SettingException">The address is missing or none.</exception>
    public static Store Open(SettingsReader settings, Setting<StoreUrl?> address, TimeProvider clock) =>
        Named(settings, address, url => Open(url, clock));

    /// <summary>The same, but nothing can be changed through it, and no file comes into being.</summary>
    public static Store OpenReadOnly(SettingsReader settings, Setting<StoreUrl?> address, TimeProvider clock) => Named(
        settings, address, url => url.Scheme == "sqlite" ? new SqliteStore(url, clock, new SqliteOptions { ReadOnly = true }) : Open(url, clock));

    /// <summary>The marker's own, with its lease.</summary>
    /// <exception cref="SettingException">The address is missing or none.</exception>
    public static Store OpenForMarker(SettingsReader settings, TimeProvider clock) => Named(
        settings,
        MarkerSettings.DbUrl,
        url => url.Scheme == "sqlite" ? Open(url, clock) : new PostgresStore(url, clock, new PostgresOptions { Lease = settings.Get(MarkerSettings.Lease) }));

    /// <summary>The digest's own: a connection for each lane and some beside, so that no more than four in five are ever in use.</summary>
    /// <exception cref="SettingException">The address is none.</exception>
    public static Store OpenForDigest(SettingsReader settings, DigestOptions options, TimeProvider clock)
    {
        var url = DigestSettings.Database(settings);
        try
        {
            return url.Scheme == "sqlite"
                ? Open(url, clock)
                : new PostgresStore(url, clock, new PostgresOptions { Lease = DigestIdle, MaxConnections = (int)Math.Ceiling((options.Lanes + 4) / 0.8) });
        }
        catch (FormatException error)
        {
            throw new SettingException($"The database's address is '{url}': {error.Message}.");
        }
    }

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

    private static Store Named(SettingsReader settings, Setting<StoreUrl?> address, Func<StoreUrl, Store> open)
    {
        var url = settings.Get(address)!;
        try
        {
            return open(url);
        }
        catch (FormatException error)
        {
            throw new SettingException($"{settings.OriginOf(address)} is '{url}': {error.Message}.");
        }
    }
}
