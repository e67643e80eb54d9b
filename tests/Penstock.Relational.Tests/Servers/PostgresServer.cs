using System.Collections.Concurrent;
using Penstock.Dev;
using Penstock.Postgres;
using Penstock.Relational.Tests;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Penstock.Relational.Tests;

/// <summary>One server for the whole run; each test has a database of its own.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> templates = new(StringComparer.Ordinal);

    private ThrowawayPostgres postgres = null!;
    private Task oldEnough = Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        postgres = await ThrowawayPostgres.CreateAsync(ThrowawayPostgres.Fleeting);
        // A server that has just started declares nobody dead for ten seconds. What needs no server goes on meanwhile.
        oldEnough = Task.Delay(TimeSpan.FromSeconds(11), TimeProvider.System);
    }

    /// <param name="sets">Applied to it already: its files are copied from a database where that was done once.</param>
    public async Task<string> CreateDatabaseAsync(params MigrationSet[] sets)
    {
        await oldEnough;
        var template = sets.Length == 0 ? null : await templates.GetOrAdd(NameOf(sets), name => new(() => MakeAsync(name, sets))).Value;
        return await postgres.CreateDatabaseAsync(template: template);
    }

    public ValueTask DisposeAsync() => postgres.DisposeAsync();

    private static string NameOf(MigrationSet[] sets) => string.Join('_', sets.Select(set => set.Scope));

    private async Task<string> MakeAsync(string name, MigrationSet[] sets)
    {
        await using var store = new PostgresStore(StoreUrl.Parse(await postgres.CreateDatabaseAsync(name)), TimeProvider.System);
        await new Migrator(store).ApplyAsync(sets, default);
        return name;
    }
}
