using Microsoft.Extensions.Hosting;
using Penstock.Workers.Marker;

namespace Penstock.Bench;

/// <summary>How many statements the server is sent, counted by the server itself; apart from the rounds, since counting costs time.</summary>
internal sealed class StatementBench(string url, TextWriter progress, TimeProvider clock, CancellationToken cancellation)
{
    private const int Rows = 50_000;
    private static readonly TimeSpan IdleFor = TimeSpan.FromSeconds(20);

    /// <summary>Rows without timing, by their <see cref="BenchRow.What"/>; empty where the server doesn't count statements.</summary>
    public async Task<(Dictionary<string, double> PerRow, double? IdlePerSecond)> RunAsync()
    {
        await using var database = await MarkerBacklog.CreateAsync(url);
        if (await StatementCounter.TryCreateAsync(database, progress) is not { } counter)
            return ([], null);

        var perRow = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var poison in Poison.All)
            perRow[poison.What] = await CountAsync(database, counter, poison);
        return (perRow, await IdleAsync(database, counter));
    }

    private async Task<double> CountAsync(BenchDatabase database, StatementCounter counter, Poison poison)
    {
        await database.FillAsync(Rows);
        await database.RunAsync(poison.Add);
        await counter.ResetAsync();
        await MarkerRun.RunAsync(database, cancellation);
        var statements = await counter.CountAsync();
        await database.RunAsync(Poison.Remove);
        await progress.WriteLineAsync($"statements, {poison.What}: {statements:#,0} for {Rows:#,0} rows");
        return statements / (double)Rows;
    }

    private async Task<double> IdleAsync(BenchDatabase database, StatementCounter counter)
    {
        await progress.WriteLineAsync($"statements of an idle marker, {IdleFor.TotalSeconds:0} s");
        using var host = new HostBuilder().ConfigureServices(s => s.AddMarker(database.Store, MarkerRun.Options)).Build();
        await host.StartAsync(cancellation);
        await Task.Delay(TimeSpan.FromSeconds(2), clock, cancellation);
        await counter.ResetAsync();
        await Task.Delay(IdleFor, clock, cancellation);
        var statements = await counter.CountAsync();
        await host.StopAsync(cancellation);
        return statements / IdleFor.TotalSeconds;
    }
}
