namespace Penstock.Testing;

/// <summary>A message that went in.</summary>
/// <param name="Id">Unique in its ledger.</param>
/// <param name="Key">Where order was promised: its key.</param>
/// <param name="Fate">Where it belongs in the end.</param>
public sealed record LedgerEntry(string Id, string? Key, Fate Fate);
