using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Penstock.Relational;

/// <summary>Goes on with every running replay of its store for as long as its host runs, whoever made it.</summary>
public sealed class ReplayWorker(Store store, Replays replays, TimeProvider clock, ILogger<ReplayWorker> logger) : BackgroundService
{
    // A hint comes with each new replay; without hints of other processes only looking helps.
    private static readonly TimeSpan LookRarely = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LookOften = TimeSpan.FromSeconds(10);

    private readonly WakeSignal wake = new();
    private readonly Dictionary<long, Task> running = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var hints = store.Hints.On(Replays.Subject, wake.Set);
        while (!stoppingToken.IsCancellationRequested)
        {
            await LookAsync(stoppingToken);
            await wake.WaitAsync(store.Hints.IsListening ? LookRarely : LookOften, clock, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(running.Values);
    }

    private async ValueTask LookAsync(CancellationToken stopping)
    {
        try
        {
            foreach (var replay in await replays.UnfinishedAsync(stopping))
            {
                if (replay.State == ReplayState.Running && running.GetValueOrDefault(replay.Id!.Value) is null or { IsCompleted: true })
                    running[replay.Id.Value] = RunAsync(replay, stopping);
            }
        }
        catch (Exception error)
        {
            // The store is away, or the host stops: replays wait in the store.
            Log.ReplaysAway(logger, store.Display, Secrets.Mask(error.Message));
        }
    }

    private async Task RunAsync(Replay replay, CancellationToken stopping)
    {
        try
        {
            Log.ReplayStarted(logger, replay.Id!.Value, replay.Selection, replay.Left);
            var end = await replays.RunAsync(replay.Id.Value, null, stopping);
            Log.ReplayEnded(logger, replay.Id.Value, end.State, end.Done, end.Failed, end.Skipped);
        }
        catch (Exception error)
        {
            Log.ReplaysAway(logger, store.Display, Secrets.Mask(error.Message));
        }
    }
}
