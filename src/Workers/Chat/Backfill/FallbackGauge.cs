using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Penstock.Workers.Chat;

/// <summary>Asks now and then, so that a scrape never waits for anybody.</summary>
internal sealed class FallbackGauge : BackgroundService
{
    private readonly Meter meter = new(ChatMetricNames.Meter);
    private readonly IFallbackLength length;
    private readonly FallbackOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger<FallbackGauge> logger;
    private long last;

    public FallbackGauge(IFallbackLength length, FallbackOptions options, TimeProvider clock, ILogger<FallbackGauge> logger)
    {
        (this.length, this.options, this.clock, this.logger) = (length, options, clock, logger);
        meter.CreateObservableGauge(ChatMetricNames.FallbackLength, () => Volatile.Read(ref last), description: "Messages that wait for the topics.");
    }

    public override void Dispose()
    {
        meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.CountEvery, clock);
        do
        {
            try
            {
                Volatile.Write(ref last, await length.ReadAsync(stoppingToken));
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // The last figure stands until there is another.
                Log.LengthUnknown(logger, error.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
