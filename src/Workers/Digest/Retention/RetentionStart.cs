using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Penstock.Relational;

namespace Penstock.Workers.Digest;

/// <summary>Keeps this process alive on the store, also after its lease lapsed in an outage: its heartbeat does the rest.</summary>
internal sealed class RetentionStart(MetricRetention retention, Owner owner, DigestOptions options, TimeProvider clock) : BackgroundService
{
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await retention.DisposeAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.CleanEvery, clock);
        do
        {
            try
            {
                await owner.TakeAsync(stoppingToken);
            }
            catch (Exception error) when (error is DbException or TimeoutException)
            {
                // The store is away, and so is what is to be removed.
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
