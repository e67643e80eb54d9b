using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Penstock.Hosting;
using Penstock.Relational;
using Penstock.Sqlite;
using Penstock.Workers.Marker;

namespace Penstock.Cli;

/// <summary>The host of <c>up</c>, and what is shown of it.</summary>
internal static class UpRun
{
    /// <param name="options">Logs, port and the like.</param>
    /// <param name="marker">How it marks.</param>
    /// <param name="data">Holds the catalog.</param>
    /// <param name="watched">The folder that is catalogued; null for none.</param>
    /// <param name="session">Shows the status, and says when to stop.</param>
    public static async Task<int> RunAsync(WorkerHostOptions options, MarkerOptions marker, DataFolder data, string? watched, Session session)
    {
        await using var store = new SqliteStore(data.Database, session.Time);
        await new Migrator(store).ApplyAsync([.. MarkerSchema.Sets(marker), CatalogImport.Schema], session.Stopping);
        var view = new CatalogView(store);
        using var figures = new Figures(await view.CountAsync(session.Stopping));
        await using var machine = await MachineFigures.CreateAsync(options, store, data, session.Stopping);
        await using var chat = await ChatDemo.CreateAsync(options, data, session.Stopping);
        await using var host = WorkerHost.Build(options with
        {
            Services = services => Add(services, store, marker, figures, new FirstScan(view), data, watched, [machine, chat]),
            Endpoints = routes =>
            {
                machine?.Map(routes);
                chat?.Map(routes);
            },
        });
        try
        {
            await host.StartAsync(session.Stopping);
        }
        catch (OperationCanceledException) when (session.Stopping.IsCancellationRequested)
        {
            return 0;
        }

        var running = host.WaitAsync(session.Stopping);
        var shown = new UpStatus(figures, machine, chat, view, host.Services.GetRequiredService<Pipeline>(), host.Addresses, watched, data);
        await (session.IsLive ? LivePicture.ShowAsync(shown, running, session) : StatusLines.WriteAsync(shown, running, session));
        return await running;
    }

    private static void Add(
        IServiceCollection services, SqliteStore store, MarkerOptions marker, Figures figures, FirstScan first, DataFolder data, string? watched,
        IEnumerable<InnerHost?> families)
    {
        // They stop with the host, before its HTTP does.
        foreach (var family in families.OfType<InnerHost>())
            services.AddSingleton<IReadinessCheck>(family).AddSingleton<IHostedService>(family);
        services.AddSingleton(figures).AddSingleton<WakeSignal>();
        services.AddControl(store).AddMarker(store, marker);
        if (watched is null)
            return;
        if (watched == data.Demo)
            services.AddHostedService(s => ActivatorUtilities.CreateInstance<DemoFiles>(s, watched));
        services.AddSingleton(first).AddSingleton<IReadinessCheck>(first);
        services.AddHostedService(s => ActivatorUtilities.CreateInstance<FolderWatch>(s, watched, data));
    }
}
