using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Penstock.Workers.Digest;

/// <summary>Sends what waits, the oldest first, and deletes what the endpoint has taken. What fails stays, and is sent again.</summary>
internal sealed class SnapshotSender(
    AgentOptions options, SnapshotFiles files, SnapshotSignal signal, IngestClient ingest, TimeProvider clock, ILogger<SnapshotSender> logger)
    : BackgroundService
{
    private bool failing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await DrainAsync(stoppingToken);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                Failed(error.Message);
            }

            if (failing)
                await Task.Delay(options.Every, clock, stoppingToken);
            else
                await signal.WaitAsync(stoppingToken);
        }
    }

    private async Task DrainAsync(CancellationToken stopping)
    {
        for (var waiting = files.List(); waiting.Count > 0; waiting = files.List())
        {
            if (!await SendAsync([.. waiting.Take(options.SnapshotsPerRequest)], stopping))
                return;
        }

        if (failing)
            Log.SendingAgain(logger);
        failing = false;
    }

    // False: not now.
    private async Task<bool> SendAsync(IReadOnlyList<string> some, CancellationToken stopping)
    {
        var answer = await PostAsync(some, stopping);
        if (answer.Kind == SendKind.Later)
            return Failed(answer.Why);
        if (answer.Kind == SendKind.Taken)
            SnapshotFiles.Remove(some);
        else if (some.Count == 1)
            Log.SnapshotRefused(logger, answer.Why, files.PutAside(some[0]));
        else
            return await SendOneByOneAsync(some, stopping);
        return true;
    }

    // Only the one that is refused is put aside, not its neighbours.
    private async Task<bool> SendOneByOneAsync(IReadOnlyList<string> some, CancellationToken stopping)
    {
        foreach (var file in some)
        {
            if (!await SendAsync([file], stopping))
                return false;
        }

        return true;
    }

    private async Task<SendAnswer> PostAsync(IReadOnlyList<string> some, CancellationToken stopping)
    {
        var payloads = new List<byte[]>();
        foreach (var file in some)
            payloads.Add(await File.ReadAllBytesAsync(file, stopping));
        try
        {
            return await ingest.SendAsync(MergedPayload.Of(payloads), stopping);
        }
        catch (JsonException error)
        {
            return new SendAnswer(SendKind.Refused, $"the file is damaged: {error.Message}");
        }
    }

    private bool Failed(string why)
    {
        if (!failing)
            Log.SendFailed(logger, files.List().Count, why);
        failing = true;
        return false;
    }
}
