using Penstock.Dev;

namespace Penstock.Bench;

/// <summary>The marker on a PostgreSQL: throughput, statements, and what the claim costs.</summary>
internal sealed class MarkerBench(TextWriter progress, TimeProvider clock, CancellationToken cancellation)
{
    public const string Name = "marker";

    public async Task<IReadOnlyList<BenchRow>> RunAsync(string? dbUrl)
    {
        await using var server = dbUrl is null ? await ThrowawayPostgres.CreateAsync(cancellationToken: cancellation) : null;
        var url = dbUrl ?? server!.Url;
        var throughput = await new ThroughputBench(url, progress, clock, cancellation).RunAsync();
        var claims = await new ClaimBench(url, progress, clock, cancellation).RunAsync();
        var (perRow, idlePerSecond) = await StatementsAsync(dbUrl);
        var rows = throughput.Select(r => perRow.TryGetValue(r.What, out var statements) ? r with { StatementsPerMessage = statements } : r).Concat(claims);
        return idlePerSecond is { } idle ? [.. rows, new BenchRow(Name, "idle", "statements/s", idle)] : [.. rows];
    }

    // Counting needs a library in the server, which a timed server of default settings doesn't have.
    private async Task<(Dictionary<string, double> PerRow, double? IdlePerSecond)> StatementsAsync(string? dbUrl)
    {
        await using var server = dbUrl is null
            ? await ThrowawayPostgres.CreateAsync(StatementCounter.ServerSettings, cancellation)
            : null;
        return await new StatementBench(dbUrl ?? server!.Url, progress, clock, cancellation).RunAsync();
    }
}
