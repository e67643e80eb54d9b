using System.Data.Common;

namespace Penstock.Relational;

/// <summary>Brings a store's schema to its newest version: one process at a time, all steps of a set or none.</summary>
public sealed class Migrator(Store store)
{
    /// <summary>What applying the sets would do. Changes nothing.</summary>
    public async Task<IReadOnlyList<PendingMigration>> PlanAsync(IEnumerable<MigrationSet> sets, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        var pending = new List<PendingMigration>();
        foreach (var set in sets)
        {
            await CheckAsync(connection, null, set, giveUp);
            foreach (var step in await PendingAsync(connection, null, set, giveUp))
                pending.Add(step with { Preparation = PreparationOf(set, step) is { } first ? await first.PlanAsync(store, giveUp) : null });
        }

        return pending;
    }

    /// <returns>The steps that were applied.</returns>
    /// <exception cref="SchemaException">A table lacks a column, or a step failed; nothing of its set is kept.</exception>
    public async Task<IReadOnlyList<PendingMigration>> ApplyAsync(IEnumerable<MigrationSet> sets, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        var applied = new List<PendingMigration>();
        foreach (var set in sets)
        {
            await CheckAsync(connection, null, set, giveUp);
            var pending = await PendingAsync(connection, null, set, giveUp);
            foreach (var first in pending.Select(step => PreparationOf(set, step)).OfType<IPreparation>())
                await first.RunAsync(store, giveUp);
            if (pending.Count > 0)
                applied.AddRange(await ApplySetAsync(connection, set, giveUp));
        }

        return applied;
    }

    private static IPreparation? PreparationOf(MigrationSet set, PendingMigration step) =>
        set.Migrations.First(m => m.Version == step.Version).Preparation;

    private async Task<IReadOnlyList<PendingMigration>> ApplySetAsync(DbConnection connection, MigrationSet set, CancellationToken giveUp)
    {
        await using var transaction = await store.BeginAsync(connection, giveUp);
        await store.LockMigrationsAsync(transaction, giveUp);
        await transaction.Command($"""
            CREATE TABLE IF NOT EXISTS penstock_migrations (
                scope TEXT NOT NULL, version INTEGER NOT NULL, name TEXT NOT NULL, applied_at {store.Dialect.Timestamp} NOT NULL,
                PRIMARY KEY (scope, version))
            """).RunAsync(giveUp);
        // Read again under the lock: another process may have been quicker.
        var pending = await PendingAsync(connection, transaction, set, giveUp);
        foreach (var migration in pending)
        {
            await ApplyOneAsync(transaction, migration, giveUp);
            await CheckAsync(connection, transaction, set, giveUp);
        }

        await transaction.CommitAsync(giveUp);
        return pending;
    }

    private async Task ApplyOneAsync(DbTransaction transaction, PendingMigration migration, CancellationToken giveUp)
    {
        try
        {
            foreach (var statement in migration.Statements)
                await transaction.Command(statement).RunAsync(giveUp);
            await transaction.Command(
                $"INSERT INTO penstock_migrations (scope, version, name, applied_at) VALUES (@scope, @version, @name, {store.Dialect.Now})",
                ("scope", migration.Scope), ("version", migration.Version), ("name", migration.Name)).RunAsync(giveUp);
        }
        catch (DbException error) when (!error.IsTransient)
        {
            throw new SchemaException(
                $"Migration {migration.Scope} {migration.Version} ({migration.Name}) failed on {store.Display}: {error.Message}", error);
        }
    }

    private async Task<IReadOnlyList<PendingMigration>> PendingAsync(
        DbConnection connection, DbTransaction? transaction, MigrationSet set, CancellationToken giveUp)
    {
        var done = 0;
        if (await store.ColumnsAsync(connection, transaction, "penstock_migrations", giveUp) is not null)
        {
            await using var command = connection.Command(
                "SELECT coalesce(max(version), 0) FROM penstock_migrations WHERE scope = @scope", ("scope", set.Scope));
            command.Transaction = transaction;
            done = Convert.ToInt32(await command.ExecuteScalarAsync(giveUp), null);
        }

        return [.. set.Migrations.Where(m => m.Version > done)
            .Select(m => new PendingMigration(set.Scope, m.Version, m.Name, [.. m.Statements(store.Dialect)]))];
    }

    private async Task CheckAsync(DbConnection connection, DbTransaction? transaction, MigrationSet set, CancellationToken giveUp)
    {
        foreach (var (table, columns) in set.Required)
        {
            if (await store.ColumnsAsync(connection, transaction, table, giveUp) is not { } present)
                continue;

            var missing = columns.Except(present, StringComparer.OrdinalIgnoreCase).ToList();
            if (missing.Count > 0)
                throw new SchemaException($"Table {table} on {store.Display} lacks the column {string.Join(", ", missing)}; add it, then start again.");
        }
    }
}
