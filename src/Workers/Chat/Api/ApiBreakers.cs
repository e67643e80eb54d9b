using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Penstock.Workers.Chat;

/// <summary>What direct publishing leaves alone while it is away: the topics first, then the fallback list.</summary>
internal sealed class ApiBreakers : IDisposable
{
    private readonly Meter meter = new(ChatMetricNames.Meter);

    public ApiBreakers(ApiOptions options, TimeProvider clock, ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger("kafka_circuit_breaker");
        Topics = new CircuitBreaker("kafka", options.TopicFailures, options.TopicPause, clock, logger);
        Fallback = new CircuitBreaker("redis", options.FallbackFailures, options.FallbackPause, clock, logger);
        meter.CreateObservableGauge(ChatMetricNames.BreakerState, () => Both(b => b.State), description: "0 closed, 1 open, 2 half-open.");
        meter.CreateObservableCounter(ChatMetricNames.BreakerFailures, () => Both(b => b.Failures), description: "Calls that failed.");
    }

    public CircuitBreaker Topics { get; }

    public CircuitBreaker Fallback { get; }

    public void Dispose() => meter.Dispose();

    private IEnumerable<Measurement<long>> Both(Func<CircuitBreaker, long> of) =>
        [Of(Topics, of), Of(Fallback, of)];

    private static Measurement<long> Of(CircuitBreaker breaker, Func<CircuitBreaker, long> of) => new(of(breaker), new KeyValuePair<string, object?>("service", breaker.Service));
}
