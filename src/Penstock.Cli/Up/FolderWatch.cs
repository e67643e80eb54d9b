using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Penstock.Relational;
using Penstock.Workers.Marker;

namespace Penstock.Cli;

/// <summary>Imports a folder again and again, so that new files are marked while one looks on.</summary>
internal sealed class FolderWatch(
    string folder, DataFolder data, Store store, Figures figures, FirstScan first, WakeSignal wake, TimeProvider time, ILogger<FolderWatch> logger)
    : BackgroundService, IImportWatch
{
    // A large folder must not be read all day long: nine tenths of the time are rest.
    private const int RestPerWork = 9;
    private static readonly TimeSpan ShortestRest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(5);

    private readonly HashSet<string> told = new(StringComparer.Ordinal);
    private long addedInScan;

    public void Went(ImportCount sofar)
    {
        if (sofar.Added == addedInScan)
            return;
        figures.Add(sofar.Added - addedInScan);
        addedInScan = sofar.Added;
        wake.Set();
    }

    public void PassedOver(string path, string why)
    {
        // Once a path, however often the folder is read.
        if (told.Add(path))
            Log.PassedOver(logger, path, why);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The walk is synchronous: the host's start must not wait for it.
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            var startedAt = time.GetTimestamp();
            await ScanAsync(stoppingToken);
            var rest = time.GetElapsedTime(startedAt) * RestPerWork;
            await Task.Delay(rest < ShortestRest ? ShortestRest : rest > LongestRest ? LongestRest : rest, time, stoppingToken);
        }
    }

    private async Task ScanAsync(CancellationToken stopping)
    {
        try
        {
            addedInScan = 0;
            await new CatalogImport(store).RunAsync(folder, data.Path, this, stopping);
            first.Scanned();
        }
        catch (DbException error)
        {
            Log.ScanFailed(logger, folder, error.Message);
        }
    }
}
