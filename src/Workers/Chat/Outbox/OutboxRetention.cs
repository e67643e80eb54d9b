using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>Removes events that were published long ago: one process does the rounds of all, a thousand rows a statement.</summary>
internal sealed class OutboxRetention : IHostedService, IAsyncDisposable
{
    internal const int MostRows = 1_000;

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly Store store;
    private readonly double keep;
    private readonly string delete;
    private readonly ILogger<OutboxRetention> logger;
    private readonly Rounds rounds;

    public OutboxRetention(Store store, Owner owner, OutboxOptions options, TimeProvider clock, ILogger<OutboxRetention> logger)
    {
        (this.store, this.logger, keep) = (store, logger, options.KeepPublished.TotalSeconds);
        delete = DeleteSql(store.Dialect);
        rounds = new Rounds(store, owner, "chat-outbox-retention", Every, RoundAsync, clock);
    }

    /// <returns>How many were removed.</returns>
    public async ValueTask<long> RunAsync(CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        for (var all = 0L; ;)
        {
            var removed = await connection.Command(delete, ("keep", keep)).RunAsync(giveUp);
            all += removed;
            if (removed < MostRows)
                return all;
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => rounds.DisposeAsync().AsTask();

    public ValueTask DisposeAsync() => rounds.DisposeAsync();

    private async ValueTask RoundAsync(CancellationToken ended)
    {
        try
        {
            if (await RunAsync(ended) is > 0 and var removed)
                Log.EventsRemoved(logger, removed);
        }
        catch (DbException error)
        {
            // What is old is still old in the next round.
            Log.RetentionFailed(logger, error.Message);
        }
    }

    // The oldest are looked at, not the old ones: what is young ends the search, and no index on the time is needed. Those that wait,
    // or were given back, are few.
    private static string DeleteSql(Dialect dialect) => $"""
        DELETE FROM {OutboxTable.Name} WHERE position {dialect.Among($"""
            SELECT o.position FROM (
                SELECT position, published_at FROM {OutboxTable.Name} WHERE published ORDER BY position LIMIT {MostRows}) o
            WHERE o.published_at < {(dialect.IsPostgres() ? $"{dialect.UtcNow()} - make_interval(secs => @keep)" : dialect.NowPlus("-@keep"))}
            """)}
        """;
}
