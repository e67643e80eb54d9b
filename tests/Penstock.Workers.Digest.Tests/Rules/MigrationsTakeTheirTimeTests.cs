using Microsoft.Extensions.Logging;
using Penstock.Postgres;
using Penstock.Relational;
using Penstock.Testing;

namespace Penstock.Workers.Digest.Tests;

public sealed class MigrationsTakeTheirTimeTests(Servers servers)
{
    // With the rows of the scene each look through the table takes several times as long.
    private static readonly PostgresOptions Impatient = new() { StatementTimeout = TimeSpan.FromMilliseconds(50) };

    [ExpectedToFail("M8")]
    public async Task A_large_table_is_brought_up_or_its_name_is_told()
    {
        await using var scene = await InstalledAsync();
        await using var store = new PostgresStore(scene.Url, TimeProvider.System, Impatient);

        var error = await Record.ExceptionAsync(() => new Migrator(store).ApplyAsync(DigestSchema.Sets, default));

        await IsUpOrToldAsync(scene, error);
    }

    [ExpectedToFail("M8")]
    public async Task A_worker_that_brings_up_a_large_table_does_not_take_its_database_for_away()
    {
        await using var scene = await InstalledAsync();
        await using var store = new PostgresStore(scene.Url, TimeProvider.System, Impatient);
        var log = new CapturedLog();
        using var logs = LoggerFactory.Create(builder => builder.AddProvider(log));
        using var end = new CancellationTokenSource();
        var starting = new SchemaStart(store, DigestSchema.Sets, TimeProvider.System, logs.CreateLogger<SchemaStart>()).StartAsync(end.Token);

        await Within.SecondsAsync(8, () => Task.FromResult(starting.IsCompleted || Away().Any()));
        await end.CancelAsync();
        var error = await Record.ExceptionAsync(() => starting);

        Away().ShouldBeEmpty();
        await IsUpOrToldAsync(scene, error);

        IEnumerable<string> Away() => log.Lines.Where(line => line.Contains("away", StringComparison.Ordinal));
    }

    private static async Task IsUpOrToldAsync(DigestScene scene, Exception? error)
    {
        if (error is not null)
            error.ShouldBeOfType<SchemaException>(error.Message).Message.ShouldContain("process_snapshots");
        else
            (await new Migrator(scene.Store).PlanAsync(DigestSchema.Sets, default)).ShouldBeEmpty();
    }

    // As the original makes it, without the unique keys, and well filled.
    private async Task<DigestScene> InstalledAsync()
    {
        var scene = await DigestScene.CreateAsync(servers, migrate: false);
        foreach (var statement in DigestSchema.Set.Migrations[0].Statements(scene.Store.Dialect).Where(s => !s.StartsWith("CREATE INDEX", StringComparison.Ordinal)))
            await scene.ExecuteAsync(statement);
        await scene.ExecuteAsync("ALTER TABLE admiral.process_snapshots SET UNLOGGED");
        await scene.ExecuteAsync("""
            INSERT INTO admiral.process_snapshots (server_id, timestamp, process_name, num_procs)
            SELECT 's', '2025-11-07'::timestamptz + i * interval '1 second', 'proc', 1 FROM generate_series(1, 200000) i
            """);
        return scene;
    }
}
