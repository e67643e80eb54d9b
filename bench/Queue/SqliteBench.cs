using Penstock.Relational;
using Penstock.Sqlite;

namespace Penstock.Bench;

/// <summary>Jobs a second on SQLite, every commit on the disk before it counts.</summary>
internal sealed class SqliteBench(TextWriter progress, TimeProvider clock, CancellationToken cancellation)
{
    private const int Jobs = 200_000;

    public async Task<BenchRow> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("penstock-bench-");
        try
        {
            await using var store = new SqliteStore(StoreUrl.Parse($"sqlite:///{folder.FullName}/queue.db"), clock);
            await new Migrator(store).ApplyAsync(RuntimeSchema.Sets, cancellation);
            var bare = new BareSqliteLoop(store);
            await bare.CreateAsync(cancellation);
            var rates = await new Rounds(progress, cancellation).MediansAsync(
                ("queue on SQLite, jobs/s", () => OursAsync(store)), ("bare loop on SQLite, jobs/s", () => BareAsync(bare)));
            return BenchRow.Against(QueueBench.Name, "SQLite, synchronous=FULL, batch 500, against a bare claim and delete loop", "jobs/s", rates[0], rates[1]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<double> OursAsync(SqliteStore store)
    {
        await FillAsync(store, "penstock_messages", cancellation);
        var elapsed = await new QueueRun(store, clock).FinishAsync(Jobs, cancellation);
        return await RateAsync(store, "penstock_messages", elapsed);
    }

    private async Task<double> BareAsync(BareSqliteLoop bare)
    {
        await FillAsync(bare.Store, BareSqliteLoop.Table, cancellation);
        var startedAt = clock.GetTimestamp();
        await bare.RunAsync(cancellation);
        return await RateAsync(bare.Store, BareSqliteLoop.Table, clock.GetElapsedTime(startedAt));
    }

    private async Task<double> RateAsync(SqliteStore store, string table, TimeSpan elapsed)
    {
        await using var connection = await store.OpenAsync(cancellation);
        var left = await connection.Command($"SELECT count(*) FROM {table}").ScalarAsync<long>(cancellation);
        return left == 0 ? Jobs / elapsed.TotalSeconds : throw new InvalidOperationException($"The benchmark is broken: {left:#,0} jobs are left.");
    }

    internal static async Task FillAsync(SqliteStore store, string table, CancellationToken cancellation)
    {
        await using var connection = await store.OpenAsync(cancellation);
        await connection.Command($"""
            DELETE FROM penstock_owners;
            DELETE FROM {table};
            WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {Jobs})
            INSERT INTO {table} (queue, body, enqueued_at)
            SELECT '{QueueBacklog.Queue}', zeroblob(100), {store.Dialect.Now} FROM numbers;
            PRAGMA wal_checkpoint(TRUNCATE)
            """).RunAsync(cancellation);
    }
}
