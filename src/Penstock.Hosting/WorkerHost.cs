using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Penstock.Hosting;

/// <summary>A worker process: hosted services with health, metrics, traces, logs and an orderly stop around them.</summary>
public sealed class WorkerHost : IAsyncDisposable
{
    private readonly IHost host;
    private readonly WorkerHostOptions options;

    private WorkerHost(IHost host, WorkerHostOptions options)
    {
        this.host = host;
        this.options = options;
    }

    public IServiceProvider Services => host.Services;

    /// <summary>Where HTTP answers, with the port the system chose; empty before the start and without HTTP.</summary>
    public IReadOnlyList<Uri> Addresses =>
        Services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses
            .Select(address => new Uri(address)).ToList() ?? [];

    private ILogger Logger => Services.GetRequiredService<ILoggerFactory>().CreateLogger("Penstock.Hosting");

    public static WorkerHost Build(WorkerHostOptions options) => new(Composition.Of(options).Build(), options);

    /// <summary>Returns when HTTP answers and all hosted services have started.</summary>
    /// <exception cref="SettingException">A port can't be listened on.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        // Built before any hosted service, so that no measurement of theirs is missed.
        _ = Services.GetRequiredService<Telemetry>();
        try
        {
            await host.StartAsync(cancellationToken);
        }
        catch (Exception error) when (ListenFailure.ReasonOf(error) is not null)
        {
            throw ListenFailure.From(error, options);
        }

        Log.Started(Logger, options.Name, Addresses);
    }

    /// <summary>Asks for the stop and waits until work in flight is settled or handed back, at most the shutdown time-out.</summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => host.StopAsync(cancellationToken);

    /// <summary>Runs until SIGTERM, SIGINT, the token, or a hosted service asks for the stop.</summary>
    /// <returns>The exit code: 0, or 1 when a background service failed or the stop took longer than its time-out.</returns>
    /// <exception cref="SettingException">A port can't be listened on.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken = default)
    {
        await StartAsync(cancellationToken);
        return await WaitAsync(cancellationToken);
    }

    /// <summary>The second half of <see cref="RunAsync"/>, for those who do something between the start and the end.</summary>
    /// <returns>The exit code, as of <see cref="RunAsync"/>.</returns>
    public async Task<int> WaitAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await host.WaitForShutdownAsync(cancellationToken);
        }
        catch (Exception error) // Whatever a service throws while it stops, or the time-out: the stop was not orderly.
        {
            Log.StopFailed(Logger, error, options.ShutdownTimeout);
            return 1;
        }

        return HasFailed ? 1 : 0;
    }

    /// <summary>Writes what is still to be logged and lets everything go.</summary>
    public async ValueTask DisposeAsync()
    {
        if (host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        else
            host.Dispose();
    }

    private bool HasFailed =>
        Services.GetServices<IHostedService>().OfType<BackgroundService>().Any(service => service.ExecuteTask is { IsFaulted: true });
}
