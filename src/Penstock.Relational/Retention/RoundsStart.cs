using System.Data.Common;
using Microsoft.Extensions.Hosting;

namespace Penstock.Relational;

/// <summary>Keeps this process alive on the store for its rounds, also after its lease lapsed in an outage: its heartbeat does the rest.</summary>
/// <param name="owner">The process.</param>
/// <param name="every">From one look to the next.</param>
/// <param name="clock">Whose time it is.</param>
/// <param name="rounds">Ended with the host.</param>
public sealed class RoundsStart(Owner owner, TimeSpan every, TimeProvider clock, params IReadOnlyList<IAsyncDisposable> rounds) : BackgroundService
{
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (var one in rounds)
            await one.DisposeAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(every, clock);
        do
        {
            try
            {
                await owner.TakeAsync(stoppingToken);
            }
            catch (Exception error) when (error is DbException or TimeoutException)
            {
                // The store is away, and so is what is to be done there.
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
