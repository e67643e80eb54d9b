using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Penstock.Workers.Digest;

/// <summary>Takes a snapshot again and again, whatever becomes of the sending.</summary>
internal sealed class SnapshotCollector(
    AgentOptions options, SnapshotFiles files, SnapshotSignal signal, TimeProvider clock, ILogger<SnapshotCollector> logger) : BackgroundService
{
    private readonly MachineSnapshot machine = new(options);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Log.AgentStarted(logger, options.ServerId, options.Ingest);
        using var timer = new PeriodicTimer(options.Every, clock);
        do
        {
            await CollectAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task CollectAsync(CancellationToken stopping)
    {
        try
        {
            var at = clock.GetUtcNow();
            var dropped = await files.AddAsync(at, machine.Take(at), stopping);
            if (dropped > 0)
                Log.SnapshotsDropped(logger, dropped, options.MostWaiting);
            signal.Set();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A full disk is no reason to end: the next one may find room.
            Log.SnapshotLost(logger, error.Message);
        }
    }
}
