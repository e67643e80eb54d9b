using Microsoft.Extensions.DependencyInjection;
using Penstock.Workers.Marker;

namespace Penstock.Bench;

/// <summary>The real marker, over everything there is to mark.</summary>
internal static class MarkerRun
{
    public const int BatchSize = 1000;

    // One attempt a row: the second one of a poisoned row would only make the benchmark wait.
    public static MarkerOptions Options { get; } = new() { BatchSize = BatchSize, MaxAgeDays = 0, MaxRetries = 1 };

    public static async Task RunAsync(BenchDatabase database, CancellationToken cancellation)
    {
        await using var services = new ServiceCollection().AddLogging().AddMarkerOnly(database.Store, Options).BuildServiceProvider();
        await services.GetRequiredService<Pipeline>().RunAsync(cancellation, once: true);
    }
}
