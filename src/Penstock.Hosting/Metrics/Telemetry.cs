using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Penstock.Hosting;

/// <summary>
/// Metrics for whoever scrapes, and both metrics and traces over OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set.
/// </summary>
internal sealed class Telemetry : IDisposable
{
    private const string Ours = "Penstock*";
    private readonly PrometheusExporter exporter = new();
    private readonly MeterProvider meters;
    private readonly TracerProvider? traces;

    public Telemetry(string service, string version, IEnumerable<string> added, IReadOnlyDictionary<string, string> environment)
    {
        // The SDK reads OTEL_… from its configuration: the variables this host was given, not the process's.
        var variables = new ConfigurationBuilder()
            .AddInMemoryCollection(environment.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build();
        var otlp = environment.TryGetValue("OTEL_EXPORTER_OTLP_ENDPOINT", out var endpoint) && endpoint.Length > 0;
        meters = Meters(variables, [Ours, .. added], Resource, otlp);
        traces = otlp ? Traces(variables, Resource) : null;

        void Resource(ResourceBuilder resource) => Describe(resource, service, version, environment);
    }

    public Task<string> ScrapeAsync(CancellationToken cancellationToken) => exporter.ScrapeAsync(cancellationToken);

    public void Dispose()
    {
        traces?.Dispose();
        meters.Dispose();
        exporter.Dispose();
    }

    private MeterProvider Meters(IConfiguration variables, string[] names, Action<ResourceBuilder> resource, bool otlp)
    {
        var builder = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(variables))
            .ConfigureResource(resource)
            .AddMeter(names)
            .AddReader(new BaseExportingMetricReader(exporter));
        return (otlp ? builder.AddOtlpExporter() : builder).Build();
    }

    private static TracerProvider Traces(IConfiguration variables, Action<ResourceBuilder> resource) =>
        Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(variables))
            .ConfigureResource(resource)
            .AddSource(Ours)
            .AddOtlpExporter()
            .Build();

    private static void Describe(ResourceBuilder resource, string service, string version, IReadOnlyDictionary<string, string> environment)
    {
        if (!environment.ContainsKey("OTEL_SERVICE_NAME"))
            resource.AddService(service, serviceVersion: version);
    }
}
