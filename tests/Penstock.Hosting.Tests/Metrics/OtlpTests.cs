using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;

namespace Penstock.Hosting.Tests;

public sealed class OtlpTests
{
    [Fact]
    public async Task Metrics_and_traces_go_to_the_end_point_that_the_variables_name()
    {
        var received = new ConcurrentBag<string>();
        await using var output = new MemoryStream();
        await using var collector = WorkerHost.Build(RunningHost.Options(TimeProvider.System, output) with
        {
            Endpoints = routes => routes.MapPost("/v1/{signal}", context =>
            {
                received.Add(context.Request.Path);
                return Task.CompletedTask;
            }),
        });
        await collector.StartAsync();
        Send(collector.Addresses[0]);
        received.Distinct().Order().ShouldBe(["/v1/metrics", "/v1/traces"]);
    }

    [Fact]
    public void Nobody_listens_to_traces_without_an_end_point()
    {
        using var telemetry = new Telemetry("sample", "1", [], new Dictionary<string, string>());
        using var source = new ActivitySource("Penstock.Test.silent");
        source.HasListeners().ShouldBeFalse();
    }

    // Disposing flushes both.
    private static void Send(Uri collector)
    {
        using var meter = new Meter("Penstock.Test.otlp");
        using var source = new ActivitySource("Penstock.Test.otlp");
        using var telemetry = new Telemetry("sample", "1", [], new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.ToString(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        });
        meter.CreateCounter<int>("otlp_sent").Add(1);
        using var activity = source.StartActivity("work");
    }
}
