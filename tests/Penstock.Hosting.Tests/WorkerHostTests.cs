using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Penstock.Hosting.Tests;

public sealed class WorkerHostTests : IDisposable
{
    private readonly MemoryStream output = new();

    private WorkerHostOptions Options => RunningHost.Options(TimeProvider.System, output);

    public void Dispose() => output.Dispose();

    [Fact]
    public async Task A_run_that_is_asked_to_stop_ends_with_0()
    {
        using var stop = new CancellationTokenSource();
        await using var host = WorkerHost.Build(Options);
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(stop.Cancel);
        (await host.RunAsync(stop.Token)).ShouldBe(0);
    }

    [Fact]
    public async Task A_background_service_that_throws_stops_the_run_with_1()
    {
        await using (var host = WorkerHost.Build(Options with { Services = services => services.AddHostedService<FailingService>() }))
            (await host.RunAsync()).ShouldBe(1);
        Encoding.UTF8.GetString(output.ToArray()).ShouldContain("out of luck");
    }

    [Fact]
    public async Task A_stop_that_outlasts_its_time_out_ends_with_1()
    {
        var draining = new DrainingService();
        using var stop = new CancellationTokenSource();
        await using var host = WorkerHost.Build(Options with
        {
            ShutdownTimeout = TimeSpan.FromMilliseconds(1),
            Services = services => services.AddSingleton<IHostedService>(draining),
        });
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(stop.Cancel);
        (await host.RunAsync(stop.Token)).ShouldBe(1);
    }

    [Fact]
    public async Task A_service_that_throws_while_it_stops_ends_the_run_with_1()
    {
        using var stop = new CancellationTokenSource();
        await using var host = WorkerHost.Build(Options with { Services = services => services.AddHostedService<UnstoppableService>() });
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(stop.Cancel);
        (await host.RunAsync(stop.Token)).ShouldBe(1);
    }

    [Fact]
    public async Task A_port_in_use_is_told_with_its_remedy()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port;
        await using var host = WorkerHost.Build(Options with { Ports = [0, port] });
        (await Should.ThrowAsync<SettingException>(() => host.RunAsync())).Message.ShouldBe(
            $"Port {port} on 127.0.0.1 is in use: end the program that holds it, or choose another port with --port (0 = no HTTP).");
    }

    [Fact]
    public async Task An_address_that_is_not_ours_is_told_with_its_remedy()
    {
        await using var host = WorkerHost.Build(Options with { Address = IPAddress.Parse("192.0.2.1") });
        (await Should.ThrowAsync<SettingException>(() => host.StartAsync())).Message
            .ShouldBe("Port 0 on 192.0.2.1 is not an address of this machine: choose one with --host, such as 127.0.0.1 or 0.0.0.0.");
    }

    [Fact]
    public async Task Every_port_serves_everything()
    {
        await using var host = WorkerHost.Build(Options with { Ports = [0, 0] });
        await host.StartAsync();
        using var client = new HttpClient();
        host.Addresses.Count.ShouldBe(2);
        foreach (var address in host.Addresses)
            (await client.GetAsync(new Uri(address, "/metrics"))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Without_ports_there_is_no_http()
    {
        await using var host = WorkerHost.Build(Options with { Ports = [] });
        await host.StartAsync();
        host.Addresses.ShouldBeEmpty();
    }

    [Fact]
    public async Task Pages_can_be_added_beside_health_and_metrics()
    {
        await using var host = WorkerHost.Build(Options with
        {
            Endpoints = routes => routes.MapGet("/hello", context => context.Response.WriteAsync("hello")),
        });
        await host.StartAsync();
        using var client = new HttpClient();
        (await client.GetStringAsync(new Uri(host.Addresses[0], "/hello"))).ShouldBe("hello");
    }

    [Fact]
    public async Task All_that_was_logged_is_written_when_the_host_is_gone()
    {
        await using (var host = WorkerHost.Build(Options))
            await host.StartAsync();
        Encoding.UTF8.GetString(output.ToArray()).ShouldContain("\"event\":\"worker_started\"");
    }

    private sealed class UnstoppableService : BackgroundService
    {
        public override Task StopAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("will not stop");

        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;
    }

    private sealed class FailingService : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => throw new InvalidOperationException("out of luck");
    }
}
