using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Penstock.Hosting;

/// <summary>What a worker process is made of.</summary>
public sealed record WorkerHostOptions
{
    /// <summary>The service's name in traces and metrics sent over OTLP, unless <c>OTEL_SERVICE_NAME</c> gives one.</summary>
    public required string Name { get; init; }

    public string Version { get; init; } = "0";

    /// <summary>Ports for health, metrics and <see cref="Endpoints"/>. None: no HTTP. A 0 in the list: a port the system chooses.</summary>
    public IReadOnlyList<int> Ports { get; init; } = [];

    public IPAddress Address { get; init; } = IPAddress.Loopback;

    public LogOptions Logs { get; init; } = new();

    /// <summary>How long a stop may take; after it the process ends with exit code 1.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Meters served beside those named <c>Penstock*</c>; <c>*</c> stands for any text.</summary>
    public IReadOnlyList<string> Meters { get; init; } = [];

    /// <summary>Read for <c>OTEL_…</c> only.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>What <c>/health</c> reports; null: only that the process runs.</summary>
    public HealthReport? Health { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// Registers the hosted services and the <see cref="IReadinessCheck"/>s. HTTP starts before the hosted services and stops after
    /// them, so that probes are answered while work drains.
    /// </summary>
    public Action<IServiceCollection> Services { get; init; } = _ => { };

    /// <summary>Adds pages beside health and metrics.</summary>
    public Action<IEndpointRouteBuilder> Endpoints { get; init; } = _ => { };

    /// <summary>Takes what <see cref="HostSettings"/> declares from the settings.</summary>
    /// <param name="ports">The worker's own ports, used unless <c>--port</c> names one; a 0 turns that one off.</param>
    /// <exception cref="SettingException">A value is not allowed.</exception>
    public static WorkerHostOptions From(SettingsReader settings, string name, LogProfile profile, params IReadOnlyList<int> ports)
    {
        settings.Check(HostSettings.All);
        return new WorkerHostOptions
        {
            Name = name,
            Ports = [.. (settings.Get(HostSettings.Port) is { } port ? [port] : ports).Where(port => port != 0).Distinct()],
            Address = settings.Get(HostSettings.Host) ?? IPAddress.Loopback,
            ShutdownTimeout = settings.Get(HostSettings.ShutdownTimeout),
            Environment = settings.Environment,
            Logs = new LogOptions
            {
                Style = settings.Get(HostSettings.LogStyle),
                Level = settings.Get(HostSettings.LogLevel),
                Profile = profile,
                Colour = LogOptions.ColourOf(settings.Environment),
            },
        };
    }
}
