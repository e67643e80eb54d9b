using System.Data.Common;
using Microsoft.Extensions.Logging;
using Penstock.Relational;

namespace Penstock.Workers.Digest;

/// <summary>Removes figures that are older than the settings say: one replica at a time, 10,000 rows in a statement.</summary>
internal sealed class MetricRetention : IAsyncDisposable
{
    internal const int MostRows = 10_000;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly Store store;
    private readonly DigestOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger<MetricRetention> logger;
    private readonly Rounds rounds;

    public MetricRetention(Store store, Owner owner, DigestOptions options, TimeProvider clock, ILogger<MetricRetention> logger)
    {
        (this.store, this.options, this.clock, this.logger) = (store, options, clock, logger);
        rounds = new Rounds(store, owner, "digest-retention", options.CleanEvery, RoundAsync, clock);
    }

    /// <returns>Rows removed, or with a dry run those that would be.</returns>
    /// <exception cref="FormatException">A setting is none; nothing was removed.</exception>
    public async ValueTask<long> RunAsync(CancellationToken giveUp)
    {
        var settings = await RetentionSettings.ReadAsync(store, giveUp);
        if (!settings.IsEnabled)
            return 0;

        var (tables, all) = (new DigestTables(store.Dialect), 0L);
        foreach (var table in new[] { tables.Metrics, tables.Processes })
        {
            var rows = options.DryRun ? await CountAsync(table, settings, giveUp) : await RemoveAsync(table, settings, giveUp);
            all += rows;
            if (rows > 0 && options.DryRun)
                Log.WouldRemove(logger, table, rows, settings.Hours);
            else if (rows > 0)
                Log.Removed(logger, table, rows, settings.Hours);
        }

        return all;
    }

    public ValueTask DisposeAsync() => rounds.DisposeAsync();

    private async ValueTask RoundAsync(CancellationToken ended)
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ended);
        try
        {
            await RunAsync(either.Token);
        }
        catch (FormatException error)
        {
            Log.RetentionUnclear(logger, error.Message);
        }
        catch (Exception error) when (!ended.IsCancellationRequested && error is DbException or OperationCanceledException)
        {
            // What is old is still old in the next round.
            Log.RetentionFailed(logger, error.Message);
        }
    }

    private async ValueTask<long> RemoveAsync(string table, RetentionSettings settings, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        var sql = $"{Servers(table)} DELETE FROM {table} WHERE id IN (SELECT t.id {Old(table)} LIMIT {MostRows})";
        for (var all = 0L; ;)
        {
            var removed = await connection.Command(sql, ("keep", settings.Hours * 3600)).RunAsync(giveUp);
            all += removed;
            if (removed < MostRows)
                return all;
        }
    }

    private async ValueTask<long> CountAsync(string table, RetentionSettings settings, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        return await connection.Command($"{Servers(table)} SELECT count(*) {Old(table)}", ("keep", settings.Hours * 3600)).ScalarAsync<long>(giveUp);
    }

    private string Old(string table) => $"FROM servers s JOIN {table} t ON t.server_id = s.server_id WHERE t.timestamp < {store.Dialect.NowPlus("-@keep")}";

    // From one server to the next along the unique key, which has its old rows then: no table is read from end to end, and none needs
    // an index on the time alone.
    private static string Servers(string table) => $"""
        WITH RECURSIVE servers(server_id) AS (
            SELECT min(server_id) FROM {table}
            UNION ALL
            SELECT (SELECT min(n.server_id) FROM {table} n WHERE n.server_id > servers.server_id) FROM servers WHERE servers.server_id IS NOT NULL)
        """;
}
