using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Penstock.Hosting;
using Penstock.Relational;
using Penstock.Workers.Digest;

namespace Penstock.Cli;

/// <summary>
/// This machine's figures on their whole way: agent, HTTP, queue, digest, tables. A host within the host, since a digest and a marker
/// each have a pipeline, dead letters and options of their own.
/// </summary>
internal sealed class MachineFigures : IHostedService, IReadinessCheck, IAsyncDisposable
{
    private const string Counter = "digest_messages_processed_total";

    private readonly WorkerHost host;
    private readonly MeterListener listener = new();
    private long stored;

    private MachineFigures(WorkerHost host)
    {
        this.host = host;
        listener.InstrumentPublished = (instrument, meters) =>
        {
            if (instrument.Name == Counter)
                meters.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref stored, value));
        listener.Start();
    }

    /// <summary>Snapshots, by this process.</summary>
    public long Stored => Interlocked.Read(ref stored);

    /// <param name="outer">The host whose HTTP takes them in.</param>
    /// <param name="store">Where they end.</param>
    /// <param name="data">Keeps what is not sent yet, and who this machine is.</param>
    /// <param name="stopping">Stops waiting.</param>
    /// <returns>Null where there is no HTTP.</returns>
    public static async Task<MachineFigures?> CreateAsync(WorkerHostOptions outer, Store store, DataFolder data, CancellationToken stopping)
    {
        if (outer.Ports is not [var port, ..])
            return null;

        await new Migrator(store).ApplyAsync([.. RuntimeSchema.Sets, .. DigestSchema.Sets], stopping);
        Directory.CreateDirectory(data.Agent);
        var agent = new AgentOptions { Ingest = AddressOf(outer.Address, port), ServerId = AgentId.In(data.Agent), Folder = data.Agent };
        await EmbeddedDigest.AdmitAsync(store, agent.ServerId, Environment.MachineName, stopping);
        return new MachineFigures(WorkerHost.Build(outer with
        {
            Name = "digest",
            Ports = [],
            Services = services => services.AddEmbeddedDigest(store, new DigestOptions { Lanes = 1 }).AddIngest(new IngestOptions()).AddAgent(agent),
        }));
    }

    public void Map(IEndpointRouteBuilder routes) => routes.MapIngest(host.Services);

    public Task StartAsync(CancellationToken cancellationToken) => host.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => host.StopAsync(cancellationToken);

    public async ValueTask<string?> WhyNotReadyAsync(CancellationToken cancellationToken)
    {
        foreach (var check in host.Services.GetServices<IReadinessCheck>())
        {
            if (await check.WhyNotReadyAsync(cancellationToken) is { } reason)
                return reason;
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        await host.DisposeAsync();
    }

    private static Uri AddressOf(IPAddress listening, int port)
    {
        var address = listening.Equals(IPAddress.Any) ? IPAddress.Loopback : listening.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : listening;
        return new UriBuilder("http", address.ToString(), port).Uri;
    }
}
