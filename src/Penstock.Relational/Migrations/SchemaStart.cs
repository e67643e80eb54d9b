using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Penstock.Relational;

/// <summary>
/// Brings the schema up before what is registered after it starts. A store that is away is waited for; one that refuses ends the
/// start with a <see cref="SchemaException"/>.
/// </summary>
public sealed class SchemaStart(Store store, IReadOnlyList<MigrationSet> sets, TimeProvider clock, ILogger<SchemaStart> logger) : IHostedService
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        while (!await TryAsync(cancellationToken))
            await Task.Delay(Between, clock, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<bool> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var done in await new Migrator(store).ApplyAsync(sets, cancellationToken))
                Log.Migrated(logger, done.Scope, done.Version, done.Name);
            return true;
        }
        catch (DbException error) when (store.Faults.Classify(error) == Blame.Dependency)
        {
            Log.StoreAway(logger, store.Display, error.Message);
            return false;
        }
        catch (DbException error)
        {
            throw new SchemaException($"{store.Display} refuses: {error.Message}", error);
        }
    }
}
