namespace Penstock.Relational;

/// <summary>One process that runs a pipeline, as it last said.</summary>
/// <param name="Owner">Its row among the owners.</param>
/// <param name="Place">Host and process id, such as <c>web-1/4711</c>.</param>
/// <param name="Generation">The newest change that it has obeyed.</param>
/// <param name="State">What it does.</param>
/// <param name="InHand">Deliveries in hand while it is pausing or draining; 0 else.</param>
/// <param name="UpdatedAt">When it said so: it speaks only when something changes.</param>
/// <param name="IsLive">Whether its process shows that it lives.</param>
public sealed record Replica(
    long Owner, string Place, long Generation, PipelineState State, int InHand, DateTimeOffset UpdatedAt, bool IsLive);
