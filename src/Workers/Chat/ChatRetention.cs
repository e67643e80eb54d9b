using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>Forgets what topics and inbox have kept for a day; one process on the store does the rounds of all.</summary>
internal sealed class ChatRetention(Store store, Owner owner, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly TopicRetention topics = new(store, owner, clock);
    private readonly InboxRetention inbox = new(store, owner, clock);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await topics.DisposeAsync();
        await inbox.DisposeAsync();
    }

    // The rounds ride on the owner's heartbeat: it is kept going, also after its lease lapsed in an outage.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
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
