using System.Data.Common;
using Penstock.Dev;
using Penstock.Relational;

namespace Penstock.Workers.Marker.Tests;

/// <summary>Somebody else's transaction on the catalog's database.</summary>
internal sealed class OtherTransaction : IAsyncDisposable
{
    private readonly CatalogUnderTest catalog;
    private readonly DbConnection connection;
    private readonly DbTransaction transaction;

    private OtherTransaction(CatalogUnderTest catalog, DbTransaction transaction) =>
        (this.catalog, this.transaction, connection) = (catalog, transaction, transaction.Connection!);

    public static async Task<OtherTransaction> BeginAsync(CatalogUnderTest catalog, string sql)
    {
        var opened = await catalog.Open().OpenAsync(default);
        var other = new OtherTransaction(catalog, await opened.BeginTransactionAsync());
        await other.RunAsync(sql);
        return other;
    }

    public Task RunAsync(string sql) => transaction.Command(sql).RunAsync(default).AsTask();

    /// <summary>Returns when a statement of it waits for somebody's lock.</summary>
    public Task WaitsForALockAsync() => Until.TrueAsync(
        "the other transaction waits for a lock",
        async () => await catalog.ScalarAsync<long>("""
            SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
            """) > 0);

    public Task CommitAsync() => transaction.CommitAsync();

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
