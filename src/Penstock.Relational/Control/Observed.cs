namespace Penstock.Relational;

/// <summary>What a process says of one of its pipelines.</summary>
internal sealed record Observed(long Generation, PipelineState State, int InHand);
