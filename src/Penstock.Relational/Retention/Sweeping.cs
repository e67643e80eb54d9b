using System.Data.Common;

namespace Penstock.Relational;

internal static class Sweeping
{
    /// <summary>Of one statement: short enough that nobody waits for its locks.</summary>
    public const int MostRows = 1_000;

    /// <summary>Runs a statement that deletes up to <see cref="MostRows"/> until it finds less.</summary>
    public static async ValueTask<int> DeleteAllAsync(this Store store, Func<DbConnection, DbCommand> delete, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        for (var all = 0; ;)
        {
            var deleted = await delete(connection).RunAsync(giveUp);
            all += deleted;
            if (deleted < MostRows)
                return all;
        }
    }
}
