using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Penstock.Hosting;

/// <summary>
/// Puts a host together from the bare builder: hosted services start in the order of registration and stop in reverse,
/// so HTTP comes first (a WebApplication would always put it last, and cut probes off while work drains).
/// </summary>
internal static class Composition
{
    public static IHostBuilder Of(WorkerHostOptions options)
    {
        IHostBuilder builder = new HostBuilder();
        builder.ConfigureLogging(logging => Logs(logging, options));
        builder.ConfigureServices(services => Services(services, options));
        if (options.Ports.Count > 0)
            builder.ConfigureWebHost(web => Web(web, options), web => web.SuppressEnvironmentConfiguration = true);
        return builder.ConfigureServices(options.Services);
    }

    private static void Logs(ILoggingBuilder logging, WorkerHostOptions options)
    {
        var quiet = options.Logs.Level <= LogLevel.Debug ? LogLevel.Information : LogLevel.Warning;
        logging.SetMinimumLevel(LogLevel.Trace).AddFilter("Microsoft", quiet).AddFilter("System", quiet);
        logging.Services.AddSingleton<ILoggerProvider>(_ => new LineLoggerProvider(options.Logs, options.Time));
    }

    private static void Services(IServiceCollection services, WorkerHostOptions options)
    {
        services.TryAddSingleton(options.Time);
        services.AddSingleton(Trials.OfProcess);
        // A third of the start is spent on the telemetry SDK; it is built beside the rest of the host.
        var telemetry = Task.Run(() => new Telemetry(options.Name, options.Version, options.Meters, options.Environment));
        services.AddSingleton(_ => telemetry.GetAwaiter().GetResult());
        services.AddSingleton<Readiness>();
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<HealthEndpoints>(s, options));
        services.AddSingleton<MetricsEndpoint>();
        services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);
        services.Configure<HostOptions>(host =>
        {
            host.ShutdownTimeout = options.ShutdownTimeout;
            host.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.StopHost;
        });
    }

    private static void Web(IWebHostBuilder web, WorkerHostOptions options)
    {
        web.UseSetting(WebHostDefaults.PreventHostingStartupKey, "true");
        web.UseKestrelCore();
        web.ConfigureKestrel(kestrel => Listen(kestrel, options));
        web.ConfigureServices(services => services.AddRoutingCore());
        web.Configure(app =>
        {
            app.UseRouting();
            app.UseEndpoints(routes => Map(routes, options));
        });
    }

    private static void Listen(KestrelServerOptions kestrel, WorkerHostOptions options)
    {
        kestrel.AddServerHeader = false;
        foreach (var port in options.Ports)
            kestrel.Listen(options.Address, port);
    }

    private static void Map(IEndpointRouteBuilder routes, WorkerHostOptions options)
    {
        routes.ServiceProvider.GetRequiredService<HealthEndpoints>().Map(routes);
        routes.ServiceProvider.GetRequiredService<MetricsEndpoint>().Map(routes);
        options.Endpoints(routes);
    }
}
