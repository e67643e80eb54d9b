using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Penstock.Hosting;
using Penstock.Relational;
using Penstock.Workers.Marker;

namespace Penstock.Cli;

/// <summary>Marks what there is to mark, says how much it was, and ends: for cron and for jobs.</summary>
internal static class MarkerOnce
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(WorkerHostOptions options, Store store, MarkerOptions marker, Session session)
    {
        await BringUpAsync(store, marker, session);
        // With no idle wait, lanes don't wait for one another when the question is whether anything is left.
        var eager = marker with { Interval = TimeSpan.Zero };
        await using var host = WorkerHost.Build(options with { Services = services => services.AddMarkerOnly(store, eager) });
        await host.StartAsync(session.Stopping);
        var done = await host.Services.GetRequiredService<MarkUntilDone>().RunAsync(session.Stopping);
        await host.StopAsync(CancellationToken.None);
        var stopped = session.Stopping.IsCancellationRequested ? " before it was stopped" : "";
        session.Error.WriteLine($"penstock: {done.Marked:N0} rows marked, {done.GivenUp:N0} given up{stopped}.");
        return 0;
    }

    private static async Task BringUpAsync(Store store, MarkerOptions marker, Session session)
    {
        using var patience = new CancellationTokenSource(Patience, session.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, session.Stopping);
        try
        {
            await new SchemaStart(store, MarkerSchema.Sets(marker), session.Time, NullLogger<SchemaStart>.Instance).StartAsync(either.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !session.Stopping.IsCancellationRequested)
        {
            throw new CommandException($"{store.Display} could not be reached within {Patience.TotalSeconds} s; start it, or check the address.");
        }
    }
}
