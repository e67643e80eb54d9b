namespace Penstock.Relational;

/// <summary>What is wanted of a pipeline, and what its replicas do.</summary>
/// <param name="Desired">As of the last change.</param>
/// <param name="Replicas">Those whose process lives, and those that fell silent and were not yet cleared away.</param>
public sealed record PipelineStatus(Desired Desired, IReadOnlyList<Replica> Replicas)
{
    public IEnumerable<Replica> Live => Replicas.Where(r => r.IsLive);

    /// <summary>Replicas that live and have done what is wanted: reached the generation, and let go of what they had in hand.</summary>
    public int Obeying => Live.Count(HasObeyed);

    public bool HasObeyed(Replica replica) => replica.Generation >= Desired.Generation && Desired.State switch
    {
        DesiredState.Paused => replica.State is PipelineState.Paused,
        DesiredState.Draining => replica.State is PipelineState.Drained,
        _ => replica.State is PipelineState.Running,
    };
}
