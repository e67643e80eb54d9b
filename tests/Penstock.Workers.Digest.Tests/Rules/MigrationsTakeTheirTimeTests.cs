using Microsoft.Extensions.Logging;
using Penstock.Postgres;
using Penstock.Relational;
using Penstock.Testing;

namespace Penstock.Workers.Digest.Tests;

public sealed class MigrationsTakeTheirTimeTests(Servers servers)
{
    private const double Seconds = 2;

    // A quarter of what the preparation takes. That it waits meanwhile, instead of looking through millions of rows, is the same to a time-out.
    private static readonly PostgresOptions Impatient = new() { StatementTimeout = TimeSpan.FromSeconds(Seconds / 4) };

    [ExpectedToFail("M8")]
    public async Task A_table_that_takes_long_is_brought_up_or_its_name_is_told()
    {
        await using var scene = await DigestScene.CreateAsync(servers, migrate: false);
        await using var store = new PostgresStore(scene.Url, TimeProvider.System, Impatient);

        var error = await SlowedAsync(scene, () => new Migrator(store).ApplyAsync(DigestSchema.Sets, default));

        await IsUpOrToldAsync(scene, error);
    }

    [ExpectedToFail("M8")]
    public async Task A_worker_whose_table_takes_long_does_not_take_the_database_for_away()
    {
        await using var scene = await DigestScene.CreateAsync(servers, migrate: false);
        await using var store = new PostgresStore(scene.Url, TimeProvider.System, Impatient);
        var log = new CapturedLog();
        using var logs = LoggerFactory.Create(builder => builder.AddProvider(log));

        var error = await SlowedAsync(scene, () => new SchemaStart(store, DigestSchema.Sets, TimeProvider.System, logs.CreateLogger<SchemaStart>()).StartAsync(default));

        log.Lines.ShouldNotContain(line => line.Contains("away", StringComparison.Ordinal));
        await IsUpOrToldAsync(scene, error);
    }

    // Somebody holds the rows that are to be removed.
    private static async Task<Exception?> SlowedAsync(DigestScene scene, Func<Task> start)
    {
        await InstallAsync(scene);
        await using var connection = await scene.Store.OpenAsync(default);
        await using var transaction = await scene.Store.BeginAsync(connection, default);
        await transaction.Command("SELECT id FROM admiral.process_snapshots FOR UPDATE").ListAsync(row => row.GetInt64(0), default);

        var running = Record.ExceptionAsync(start);
        await Within.SecondsAsync(30, async () => running.IsCompleted || await IsWaitingAsync(scene));
        await Within.SecondsAsync(Seconds, () => Task.FromResult(running.IsCompleted));
        await transaction.RollbackAsync();
        return await running;
    }

    private static async Task<bool> IsWaitingAsync(DigestScene scene) =>
        await scene.ScalarAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") > 0;

    // As the original makes it, without the unique keys; and one row came twice.
    private static async Task InstallAsync(DigestScene scene)
    {
        foreach (var statement in DigestSchema.Set.Migrations[0].Statements(scene.Store.Dialect))
            await scene.ExecuteAsync(statement);
        await scene.ExecuteAsync("""
            INSERT INTO admiral.process_snapshots (server_id, timestamp, process_name, num_procs)
            SELECT 's', '2025-11-07T22:30:45Z', 'proc', 1 FROM generate_series(1, 2)
            """);
    }

    private static async Task IsUpOrToldAsync(DigestScene scene, Exception? error)
    {
        if (error is not null)
            error.ShouldBeOfType<SchemaException>(error.Message).Message.ShouldContain("process_snapshots");
        else
            (await new Migrator(scene.Store).PlanAsync(DigestSchema.Sets, default)).ShouldBeEmpty();
    }
}
