using Microsoft.Extensions.Hosting;
using Npgsql;
using Penstock.Workers.Marker;

namespace Penstock.Bench;

/// <summary>How many statements the server is sent, counted by the server itself; apart from the rounds, since counting costs time.</summary>
internal sealed class StatementBench(string url, TextWriter progress, TimeProvider clock, CancellationToken cancellation)
{
    private const int Rows = 50_000;
    private static readonly TimeSpan IdleFor = TimeSpan.FromSeconds(20);

    /// <summary>What the server has to load for it.</summary>
    public static IReadOnlyDictionary<string, string> ServerSettings { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal) { ["shared_preload_libraries"] = "pg_stat_statements" };

    /// <summary>Rows without timing, by their <see cref="BenchRow.What"/>; empty where the server doesn't count statements.</summary>
    public async Task<(Dictionary<string, double> PerRow, double? IdlePerSecond)> RunAsync()
    {
        await using var database = await BenchDatabase.CreateAsync(url);
        try
        {
            await database.RunAsync("CREATE EXTENSION pg_stat_statements; SELECT pg_stat_statements_reset()");
        }
        catch (PostgresException error)
        {
            await progress.WriteLineAsync($"statements are not counted: {error.MessageText}");
            return ([], null);
        }

        var perRow = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var poison in Poison.All)
            perRow[poison.What] = await CountAsync(database, poison);
        return (perRow, await IdleAsync(database));
    }

    private async Task<double> CountAsync(BenchDatabase database, Poison poison)
    {
        await database.FillAsync(Rows);
        await database.RunAsync(poison.Add);
        await database.RunAsync("SELECT pg_stat_statements_reset()");
        await MarkerRun.RunAsync(database, cancellation);
        var statements = await StatementsAsync(database);
        await database.RunAsync(Poison.Remove);
        await progress.WriteLineAsync($"statements, {poison.What}: {statements:#,0} for {Rows:#,0} rows");
        return statements / (double)Rows;
    }

    private async Task<double> IdleAsync(BenchDatabase database)
    {
        await progress.WriteLineAsync($"statements of an idle marker, {IdleFor.TotalSeconds:0} s");
        using var host = new HostBuilder().ConfigureServices(s => s.AddMarker(database.Store, MarkerRun.Options)).Build();
        await host.StartAsync(cancellation);
        await Task.Delay(TimeSpan.FromSeconds(2), clock, cancellation);
        await database.RunAsync("SELECT pg_stat_statements_reset()");
        await Task.Delay(IdleFor, clock, cancellation);
        var statements = await StatementsAsync(database);
        await host.StopAsync(cancellation);
        return statements / IdleFor.TotalSeconds;
    }

    // Without what this benchmark's own connection sent.
    private static Task<long> StatementsAsync(BenchDatabase database) => database.ScalarAsync<long>("""
        SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_statements
        WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND query NOT LIKE '%pg_stat_statements%'
        """);
}
