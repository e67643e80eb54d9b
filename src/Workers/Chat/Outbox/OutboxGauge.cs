using System.Data.Common;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>How many events wait, counted now and then and never beyond a limit: a count reads what it counts.</summary>
internal sealed class OutboxGauge : BackgroundService
{
    internal const int Cap = 100_000;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly Meter meter = new(ChatMetricNames.Meter);
    private readonly Store store;
    private readonly TimeProvider clock;
    private readonly ILogger<OutboxGauge> logger;
    private long last;

    public OutboxGauge(Store store, TimeProvider clock, ILogger<OutboxGauge> logger)
    {
        (this.store, this.clock, this.logger) = (store, clock, logger);
        meter.CreateObservableGauge(ChatMetricNames.OutboxPending, () => Volatile.Read(ref last), description: "Events not published yet; 100,000 stands for more.");
    }

    public async ValueTask<long> CountAsync(CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        return await connection.Command($"SELECT count(*) FROM (SELECT 1 FROM {OutboxTable.Name} WHERE NOT published LIMIT {Cap}) AS some").ScalarAsync<long>(giveUp);
    }

    public override void Dispose()
    {
        meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            try
            {
                Volatile.Write(ref last, await CountAsync(stoppingToken));
            }
            catch (Exception error) when (error is DbException or TimeoutException)
            {
                // The last figure stands until there is another.
                Log.PendingUnknown(logger, error.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
