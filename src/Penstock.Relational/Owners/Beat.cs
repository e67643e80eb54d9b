namespace Penstock.Relational;

/// <summary>What a heartbeat saw.</summary>
/// <param name="Lease">The life that was prolonged.</param>
/// <param name="Change">A figure that changes whenever a process comes or goes.</param>
public readonly record struct Beat(OwnerLease Lease, long Change);
