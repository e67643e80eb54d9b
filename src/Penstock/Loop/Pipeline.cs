using Microsoft.Extensions.Logging;

namespace Penstock;

/// <summary>A source, a handler and the rules between them. Built by <see cref="PipelineBuilder"/>.</summary>
public sealed class Pipeline : IAsyncDisposable
{
    // After the drain limit, for what was interrupted to be handed back and what was done before it to be settled.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly PauseGate pause;
    private readonly PipelineParts parts;
    private readonly Judge judge;
    private readonly Announcements announcements;
    private readonly ILogger logger;
    private int inHand;
    private int disposed;

    internal Pipeline(string name, PipelineOptions options, PipelineParts parts)
    {
        (Name, Options, this.parts, logger) = (name, options, parts, parts.Logger);
        pause = new PauseGate(options.Lanes);
        judge = new Judge(parts.Faults, parts.Probe);
        Breaker = new Breaker(name, judge, options.Breaker, Clock, logger);
        Gate = new Gates(pause, Breaker, options.RatePerSecond is { } rate ? new RateGate(rate, options.Burst, Clock) : null);
        Telemetry = new PipelineTelemetry(name, () => Breaker.IsOpen, () => IsPaused, Clock);
        announcements = new Announcements(name, parts.Observers, Telemetry, logger);
    }

    public string Name { get; }

    public PipelineOptions Options { get; }

    /// <summary>Raised when <see cref="State"/> may have changed, on the thread that changed it. Must be quick, and must not throw.</summary>
    public event Action? Changed
    {
        add => pause.Changed += value;
        remove => pause.Changed -= value;
    }

    public PipelineState State => pause.State;

    /// <summary>Nothing is claimed: paused, or drained.</summary>
    public bool IsPaused => pause.IsPaused;

    /// <summary>Deliveries that are claimed and not yet settled, in this process.</summary>
    public int InHand => Volatile.Read(ref inHand);

    /// <summary>Null while work flows; else what the pipeline waits for.</summary>
    public string? WaitsFor => Breaker.IsOpen ? Breaker.Why ?? "its dependency" : IsPaused ? "an operator's resume" : null;

    internal ISource Source => parts.Source;

    internal TimeProvider Clock => parts.Clock;

    internal Breaker Breaker { get; }

    internal Gates Gate { get; }

    internal CancellationToken Open => pause.Open;

    internal PipelineTelemetry Telemetry { get; }

    /// <summary>Claims nothing more until <see cref="Resume"/>; what is claimed is finished.</summary>
    public void Pause()
    {
        pause.Pause();
        Log.Paused(logger, Name);
    }

    public void Resume()
    {
        pause.Resume();
        Log.Resumed(logger, Name);
    }

    /// <summary>Works on until the source gives nothing more, then claims nothing until <see cref="Resume"/>. What waits for a retry stays. Drained, it begins again.</summary>
    public void Drain()
    {
        pause.Drain();
        Log.Draining(logger, Name);
    }

    /// <summary>
    /// Puts a gate behind the pipeline's own: a rate that several processes share. It replaces the former one at once, also for
    /// whoever waits there; null takes it away. What it throws is taken for an outage.
    /// </summary>
    public void LimitBy(IGate? limit) => Gate.LimitBy(limit);

    /// <summary>
    /// Runs until <paramref name="stopping"/>; then takes no more, and waits for what runs up to <see cref="PipelineOptions.DrainLimit"/>.
    /// </summary>
    /// <param name="stopping">The shutdown.</param>
    /// <param name="once">Ends as soon as the source has nothing more to claim.</param>
    public async Task RunAsync(CancellationToken stopping, bool once = false)
    {
        using var giveUp = new CancellationTokenSource(Timeout.InfiniteTimeSpan, Clock);
        using var end = new CancellationTokenSource(Timeout.InfiniteTimeSpan, Clock);
        await using var drain = stopping.UnsafeRegister(
            _ =>
            {
                giveUp.CancelAfter(Options.DrainLimit);
                end.CancelAfter(Options.DrainLimit + LastWords);
            },
            null);
        var tokens = new Stopping(stopping, giveUp.Token, end.Token);
        var lanes = Enumerable.Range(0, Options.Lanes).Select(_ => RunLaneAsync(tokens, once));
        await Task.WhenAny(Task.WhenAll(lanes), AbandonedAsync(end.Token)).Unwrap();
    }

    public async ValueTask DisposeAsync()
    {
        // Two registrations lead to one pipeline, and a container disposes what each of them gave.
        if (Interlocked.Exchange(ref disposed, 1) == 1)
            return;

        Telemetry.Dispose();
        await parts.Source.DisposeAsync();
    }

    internal IReadOnlyList<Verdict> Decide(IReadOnlyList<Run> runs)
    {
        var verdicts = new Verdict[runs.Count];
        for (var i = 0; i < verdicts.Length; i++)
            verdicts[i] = new Verdict(runs[i].Delivery, parts.Policy.Decide(runs[i]));
        return verdicts;
    }

    internal ValueTask ReachedAsync(Step step) => parts.Reached?.Invoke(step) ?? ValueTask.CompletedTask;

    internal void Settled(IReadOnlyList<Verdict> verdicts, IReadOnlyList<Delivery> lost, int received, long startedAt)
    {
        var ours = lost.Count == 0 ? verdicts : [.. verdicts.Where(v => !lost.Contains(v.Delivery))];
        announcements.Settled(new Pass(ours, received, Clock.GetElapsedTime(startedAt)), lost.Count);
        if (ours.Any(v => v.Settlement is Settlement.Complete))
            Breaker.Succeeded();
    }

    /// <summary>
    /// Opens the breaker for an outage, before the settlement: other lanes stop at once, and an outage that is over by the time
    /// the store takes the settlement does not open it again.
    /// </summary>
    internal async ValueTask LearnAsync(IReadOnlyList<Run> runs)
    {
        for (var i = 0; i < runs.Count; i++)
        {
            if (runs[i].Fault == Fault.Dependency)
            {
                await FailedAsync(runs[i].Error!);
                return;
            }
        }
    }

    internal ValueTask DryAsync(CancellationToken stopping) => pause.DryAsync(stopping);

    internal Held Hold(int count)
    {
        Interlocked.Add(ref inHand, count);
        return new Held(this, count);
    }

    internal async ValueTask FailedAsync(Exception error)
    {
        announcements.Failed(error);
        await Breaker.OpenAsync(error);
    }

    private async Task RunLaneAsync(Stopping tokens, bool once)
    {
        // A lane of its own, wherever the caller's code runs: on the thread pool in a host, on one thread in a simulation.
        await Task.Yield();
        using var trial = new Trial(parts.Trials, Options, Clock);
        var runner = parts.Runner(new RunnerContext(judge, Options, Clock, tokens, trial));
        using var lane = new Lane(this, runner, tokens);
        await lane.RunAsync(once);
        (runner as IDisposable)?.Dispose();
    }

    // A handler that ignores its token must not hold up the shutdown for ever: nothing of it is settled.
    private async Task AbandonedAsync(CancellationToken end)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, Clock, end);
        }
        catch (OperationCanceledException)
        {
            Log.Abandoned(logger, Name, Options.DrainLimit.TotalSeconds);
        }
    }

    internal readonly struct Held(Pipeline pipeline, int count) : IDisposable
    {
        public void Dispose() => Interlocked.Add(ref pipeline.inHand, -count);
    }
}
