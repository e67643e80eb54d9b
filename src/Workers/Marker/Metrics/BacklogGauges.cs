using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Penstock.Relational;

namespace Penstock.Workers.Marker;

/// <summary>Counts what is to be done, now and then and never all of a large backlog.</summary>
internal sealed class BacklogGauges(Store store, MarkerOptions options, TimeProvider clock, ILogger<BacklogGauges> logger) : BackgroundService
{
    private const int Most = 100_000;

    public long Entries { get; private set; }

    public double OldestAgeSeconds { get; private set; }

    public long UnresolvedDeadLetters { get; private set; }

    internal async Task CountAsync(CancellationToken giveUp)
    {
        var dialect = store.Dialect;
        var age = options.MaxAgeDays > 0 ? $"AND created_at <= {dialect.NowPlus("@age")}" : string.Empty;
        await using var connection = await store.OpenAsync(giveUp);
        var counted = await connection.Command($"""
            SELECT count(*), coalesce(max({dialect.SecondsBetween("b.created_at", dialect.Now)}), 0.0),
                   (SELECT count(*) FROM (
                       SELECT 1 FROM {Dialect.Quote(options.DeadLetterTable)} WHERE resolved = {dialect.False} LIMIT {Most}) d)
            FROM (SELECT created_at FROM {CatalogSchema.Catalog}
                  WHERE {CatalogSchema.Candidate} {age} ORDER BY id LIMIT {Most}) b
            """, ("age", -options.MaxAgeDays * 86_400)).ListAsync(r => (r.GetInt64(0), r.GetDouble(1), r.GetInt64(2)), giveUp);
        (Entries, OldestAgeSeconds, UnresolvedDeadLetters) = counted[0];
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.CountEvery, clock);
        do
        {
            try
            {
                await CountAsync(stoppingToken);
            }
            catch (DbException error)
            {
                Log.BacklogUnknown(logger, error.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
