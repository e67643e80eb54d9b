using Penstock.Dev;

namespace Penstock.Bench;

/// <summary>The queue: throughput, claims, statements, and how soon it answers, in peace and after a death.</summary>
internal sealed class QueueBench(TextWriter progress, TimeProvider clock, CancellationToken cancellation)
{
    public const string Name = "queue";
    public const string Letters = "letters";

    public async Task<IReadOnlyList<BenchRow>> RunAsync(string? dbUrl)
    {
        await using var server = dbUrl is null ? await ThrowawayPostgres.CreateAsync(cancellationToken: cancellation) : null;
        var url = dbUrl ?? server!.Url;
        return
        [
            .. await new QueueThroughput(url, progress, clock, cancellation).RunAsync(),
            await new SqliteBench(progress, clock, cancellation).RunAsync(),
            .. await new QueueClaims(url, progress, clock, cancellation).RunAsync(),
            .. await StatementsAsync(dbUrl),
            .. await new QueueLatency(url, progress, clock, cancellation).RunAsync(),
            .. await new QueueDeath(url, progress, clock, cancellation).RunAsync(),
            .. await LettersAsync(url),
        ];
    }

    /// <summary>Its dead letters alone.</summary>
    public async Task<IReadOnlyList<BenchRow>> RunLettersAsync(string? dbUrl)
    {
        await using var server = dbUrl is null ? await ThrowawayPostgres.CreateAsync(cancellationToken: cancellation) : null;
        return await LettersAsync(dbUrl ?? server!.Url);
    }

    private async Task<IReadOnlyList<BenchRow>> LettersAsync(string url)
    {
        await using var database = await QueueBacklog.CreateAsync(url);
        var letters = new LetterBench(database.Store, progress, clock, cancellation);
        var parked = await letters.ParkAsync();
        await database.RestAsync();
        return [.. parked, .. await letters.LookAsync()];
    }

    // Counting needs a library in the server, which a timed server of default settings doesn't have.
    private async Task<IReadOnlyList<BenchRow>> StatementsAsync(string? dbUrl)
    {
        await using var server = dbUrl is null
            ? await ThrowawayPostgres.CreateAsync(StatementCounter.ServerSettings, cancellation)
            : null;
        return await new QueueStatements(dbUrl ?? server!.Url, progress, clock, cancellation).RunAsync();
    }
}
