using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Penstock.Hosting;

namespace Penstock.Workers.Digest.Tests;

/// <summary>Takes what an agent sends, and answers as it is told.</summary>
internal sealed class ScriptedEndpoint : IAsyncDisposable
{
    private readonly WorkerHost host;
    private readonly Channel<string> bodies = Channel.CreateUnbounded<string>();

    private ScriptedEndpoint() => host = WorkerHost.Build(new WorkerHostOptions
    {
        Name = "scripted",
        Ports = [0],
        Logs = new LogOptions { Output = Stream.Null },
        Endpoints = routes =>
        {
            routes.MapPost("/metrics/prometheus", TakeAsync);
            routes.MapGet("/login", () => Results.Text("<html>Log in, please.</html>", "text/html"));
        },
    });

    public Func<string, int> Answer { get; set; } = _ => 200;

    /// <summary>What its answers say beside their status.</summary>
    public string Says { get; set; } = "";

    /// <summary>Where its answers lead.</summary>
    public string? Location { get; set; }

    public ConcurrentQueue<string> Servers { get; } = [];

    public Uri Address => host.Addresses[0];

    public static async Task<ScriptedEndpoint> StartAsync()
    {
        var endpoint = new ScriptedEndpoint();
        await endpoint.host.StartAsync();
        return endpoint;
    }

    /// <summary>Waits for the next request, whatever it was answered.</summary>
    public async Task<string> NextAsync() => await bodies.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        await host.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        Servers.Enqueue(context.Request.Query["server_id"].ToString());
        context.Response.StatusCode = Answer(body);
        context.Response.Headers.Location = Location;
        if (Says.Length > 0)
            await context.Response.WriteAsync(Says);
        await bodies.Writer.WriteAsync(body);
    }
}
