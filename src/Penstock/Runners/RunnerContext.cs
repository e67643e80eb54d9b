namespace Penstock;

/// <summary>What every runner of a lane shares.</summary>
internal sealed record RunnerContext(Judge Judge, PipelineOptions Options, TimeProvider Clock, Stopping Stopping, Trial Trial);
