using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Penstock.Workers.Digest;

/// <summary>Asks now and then, so that a scrape never waits for the source.</summary>
internal sealed class BacklogGauges(IDigestBacklog source, DigestOptions options, TimeProvider clock, ILogger<BacklogGauges> logger) : BackgroundService
{
    private DigestBacklog last = new(0, 0, null, 0);

    public DigestBacklog Last => Volatile.Read(ref last);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.CountEvery, clock);
        do
        {
            try
            {
                Volatile.Write(ref last, await source.ReadAsync(stoppingToken));
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // The last figures stand until there are others.
                Log.BacklogUnknown(logger, error.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
