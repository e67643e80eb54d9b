namespace Penstock.Relational;

/// <summary>Rows that were claimed together, and the transaction that holds them.</summary>
/// <param name="Rows">In order of their ids.</param>
/// <param name="TransactionId">For <see cref="Store.FateAsync"/>; null where a commit is never in doubt.</param>
public sealed record Claim<TRow>(IReadOnlyList<RowDelivery<TRow>> Rows, string? TransactionId);
