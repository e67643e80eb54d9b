using Microsoft.AspNetCore.Routing;
using Penstock.Hosting;
using Penstock.Relational;
using Penstock.Workers.Digest;

namespace Penstock.Cli;

/// <summary>This machine's figures on their whole way: agent, HTTP, queue, digest, tables.</summary>
internal sealed class MachineFigures : InnerHost
{
    private MachineFigures(WorkerHost host)
        : base(host, "digest_messages_processed_total")
    {
    }

    /// <summary>Snapshots, by this process.</summary>
    public long Stored => Counted;

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
        var agent = new AgentOptions { Ingest = LocalAddress.Of(outer.Address, port), ServerId = AgentId.In(data.Agent), Folder = data.Agent };
        await EmbeddedDigest.AdmitAsync(store, agent.ServerId, Environment.MachineName, stopping);
        return new MachineFigures(WorkerHost.Build(outer with
        {
            Name = "digest",
            Ports = [],
            Services = services => services.AddEmbeddedDigest(store, new DigestOptions { Lanes = 1 }).AddIngest(new IngestOptions()).AddAgent(agent),
        }));
    }

    public void Map(IEndpointRouteBuilder routes) => routes.MapIngest(Services);
}
