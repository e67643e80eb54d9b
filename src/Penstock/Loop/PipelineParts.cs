using Microsoft.Extensions.Logging;

namespace Penstock;

/// <summary>What a pipeline is composed of.</summary>
internal sealed record PipelineParts(
    ISource Source,
    Func<RunnerContext, IRunner> Runner,
    IPolicy Policy,
    FaultTable Faults,
    IProbe? Probe,
    IReadOnlyList<IPassObserver> Observers,
    Reached? Reached,
    Trials Trials,
    TimeProvider Clock,
    ILogger Logger);
