using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Penstock.Hosting.Tests;

/// <summary>A started host on a port of the system's choice, its logs in memory.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    private readonly HttpClient client = new();

    private RunningHost(WorkerHost host, MemoryStream output)
    {
        Host = host;
        Output = output;
    }

    public WorkerHost Host { get; }

    public MemoryStream Output { get; }

    public static WorkerHostOptions Options(TimeProvider time, Stream output) => new()
    {
        Name = "sample",
        Ports = [0],
        Time = time,
        Logs = new LogOptions { Output = output },
    };

    public static async Task<RunningHost> StartAsync(TimeProvider time, Action<IServiceCollection> services)
    {
        var output = new MemoryStream();
        var running = new RunningHost(WorkerHost.Build(Options(time, output) with { Services = services }), output);
        await running.Host.StartAsync();
        return running;
    }

    public async Task<(HttpStatusCode Status, string Body)> GetAsync(string path)
    {
        using var answer = await client.GetAsync(new Uri(Host.Addresses[0], path));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await Host.DisposeAsync();
        await Output.DisposeAsync();
    }
}
