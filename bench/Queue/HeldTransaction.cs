using Npgsql;
using Penstock.Relational;

namespace Penstock.Bench;

/// <summary>A transaction that somebody forgot: as long as it is open, nothing that is deleted after its start can be cleaned up.</summary>
internal sealed class HeldTransaction(NpgsqlConnection connection) : IAsyncDisposable
{
    public static async Task<HeldTransaction> BeginAsync(BenchDatabase database)
    {
        var connection = await database.OpenPlainAsync();
        await connection.Command("BEGIN ISOLATION LEVEL REPEATABLE READ").RunAsync(CancellationToken.None);
        await connection.Command("SELECT pg_current_xact_id()::text, count(*) FROM penstock_owners").RunAsync(CancellationToken.None);
        return new HeldTransaction(connection);
    }

    public async ValueTask DisposeAsync()
    {
        await connection.Command("ROLLBACK").RunAsync(CancellationToken.None);
        await connection.DisposeAsync();
    }
}
