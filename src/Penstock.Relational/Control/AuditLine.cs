namespace Penstock.Relational;

/// <summary>One change as it is in the log.</summary>
/// <param name="Id">Grows with time.</param>
/// <param name="At">By the store's clock.</param>
/// <param name="Entry">What was changed, by whom.</param>
public sealed record AuditLine(long Id, DateTimeOffset At, AuditEntry Entry);
