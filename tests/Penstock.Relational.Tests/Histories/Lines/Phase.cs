namespace Penstock.Relational.Tests;

/// <summary>What a process is doing when it sends a statement.</summary>
public enum Phase
{
    Other,
    Owner,
    Bucket,
    Claim,
    Settle,
    Commit,
    Send,
}
