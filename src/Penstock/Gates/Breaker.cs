using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;

namespace Penstock;

/// <summary>Open while a dependency is away. Only the probe closes it; no delivery is spent to find out.</summary>
internal sealed class Breaker : IGate
{
    private readonly CircuitBreakerManualControl control = new();
    private readonly CircuitBreakerStateProvider state = new();
    private readonly string pipeline;
    private readonly Judge judge;
    private readonly BreakerOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private TaskCompletionSource? probing;
    private int trips;
    private long openedAt;

    public Breaker(string pipeline, Judge judge, BreakerOptions options, TimeProvider clock, ILogger logger)
    {
        (this.pipeline, this.judge, this.options, this.clock, this.logger) = (pipeline, judge, options, clock, logger);
        _ = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions { ManualControl = control, StateProvider = state })
            .Build();
    }

    public bool IsOpen => state.CircuitState != CircuitState.Closed;

    /// <summary>Why it is open; null while closed.</summary>
    public string? Why { get; private set; }

    public async ValueTask OpenAsync(Exception error)
    {
        if (IsOpen)
            return;

        Why = error.Message;
        openedAt = clock.GetTimestamp();
        trips++;
        Log.BreakerOpened(logger, pipeline, error.GetType().Name, error.Message);
        await control.IsolateAsync();
    }

    /// <summary>A batch went through: the next outage starts with short waits again.</summary>
    public void Succeeded()
    {
        if (!IsOpen)
            trips = 0;
    }

    public async ValueTask<int> EnterAsync(int wanted, CancellationToken stopping)
    {
        while (IsOpen)
        {
            var mine = new TaskCompletionSource();
            if (Interlocked.CompareExchange(ref probing, mine, null) is { } others)
                await OthersAsync(others.Task, stopping);
            else
                await ProbeAsync(mine, stopping);
        }

        return wanted;
    }

    public void Came(int granted, int came)
    {
    }

    // One probes for all lanes.
    private static async Task OthersAsync(Task probing, CancellationToken stopping)
    {
        await probing.WaitAsync(stopping);
        await Task.Yield();
    }

    private async Task ProbeAsync(TaskCompletionSource mine, CancellationToken stopping)
    {
        try
        {
            if (IsOpen)
                await WaitAndProbeAsync(stopping);
        }
        finally
        {
            Volatile.Write(ref probing, null);
            mine.SetResult();
        }
    }

    private async Task WaitAndProbeAsync(CancellationToken stopping)
    {
        var wait = options.ProbeEvery * Math.Pow(2, Math.Clamp(trips - 1, 0, 10));
        await Task.Delay(wait < options.MaxWait ? wait : options.MaxWait, clock, stopping);
        if (!await judge.IsHealthyAsync(stopping))
            return;

        Why = null;
        Log.BreakerClosed(logger, pipeline, clock.GetElapsedTime(openedAt).TotalSeconds);
        await control.CloseAsync(stopping);
    }
}
