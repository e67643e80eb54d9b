namespace Penstock.Relational;

/// <summary>What is wanted of a pipeline, as of its last change.</summary>
/// <param name="Pipeline">Its name.</param>
/// <param name="State">What its replicas are to do.</param>
/// <param name="Rate">Deliveries a second over all replicas together; null is no limit.</param>
/// <param name="Generation">Grows with each change; 0: nobody has changed anything yet.</param>
/// <param name="ChangedBy">Who made the last change; null where there was none.</param>
/// <param name="ChangedAt">When, by the store's clock.</param>
/// <param name="Why">The operator's reason.</param>
public sealed record Desired(
    string Pipeline, DesiredState State, double? Rate, long Generation, string? ChangedBy, DateTimeOffset? ChangedAt, string? Why);
