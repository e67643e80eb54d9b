namespace Penstock.Testing;

/// <summary>A message that went in.</summary>
/// <param name="Id">Unique in its ledger.</param>
/// <param name="Key">Where order was promised: its key.</param>
/// <param name="IsDoomed">It can't be handled: the dead letters are where it belongs.</param>
public sealed record LedgerEntry(string Id, string? Key, bool IsDoomed);
