using System.Data.Common;
using Penstock.Relational;

namespace Penstock.Cli;

/// <summary>Whether a database can be reached, keeps the time, and has the schema. Changes nothing.</summary>
internal sealed class StoreChecks(Store store, IReadOnlyList<MigrationSet> sets, Session session)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task<IReadOnlyList<Finding>> AllAsync()
    {
        using var patience = new CancellationTokenSource(Patience, session.Time);
        try
        {
            await using var connection = await store.OpenAsync(patience.Token);
            return [Version(connection), await ClockAsync(connection), await SchemaAsync(patience.Token)];
        }
        catch (Exception error) when (error is DbException or TimeoutException or OperationCanceledException)
        {
            return [new("database", Outcome.Failed, $"{store.Display} can't be used: {error.Message}", "start it, or check the address given by --db or PENSTOCK_DB")];
        }
    }

    private Finding Version(DbConnection connection) =>
        new("database", Outcome.Ok, $"{store.Display} answers, {(store.Dialect.Name == "sqlite" ? "SQLite" : "PostgreSQL")} {connection.ServerVersion}");

    // Half the round trip is the measurement's own error, and far below the limit.
    private async Task<Finding> ClockAsync(DbConnection connection)
    {
        var ours = store.Dialect.ToColumn(session.Time.GetUtcNow());
        var ahead = await connection.Command($"SELECT {store.Dialect.SecondsBetween("@ours", store.Dialect.Now)}", ("ours", ours))
            .ScalarAsync<double>(session.Stopping);
        var found = $"the database's is {Math.Abs(ahead):0.000} s {(ahead < 0 ? "behind" : "ahead of")} ours";
        return Math.Abs(ahead) <= 1
            ? new("clock", Outcome.Ok, found)
            : new("clock", Outcome.Warning, found, "set both clocks by NTP");
    }

    private async Task<Finding> SchemaAsync(CancellationToken giveUp)
    {
        try
        {
            var pending = await new Migrator(store).PlanAsync(sets, giveUp);
            return pending.Count == 0
                ? new("schema", Outcome.Ok, "up to date")
                : new("schema", Outcome.Warning, $"{pending.Count} steps are pending", "'db migrate' applies them, and so does the start of a worker");
        }
        catch (SchemaException error)
        {
            return new("schema", Outcome.Failed, error.Message, "add what is missing, then ask again");
        }
    }
}
