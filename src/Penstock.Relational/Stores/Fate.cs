namespace Penstock.Relational;

/// <summary>What became of a transaction.</summary>
public enum Fate
{
    /// <summary>It still runs on the server; ask again.</summary>
    InProgress,

    Committed,

    Aborted,
}
