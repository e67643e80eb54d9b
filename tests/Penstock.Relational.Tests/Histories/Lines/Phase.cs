namespace Penstock.Relational.Tests;

/// <summary>What a process is doing when it sends a statement.</summary>
internal enum Phase
{
    Other,
    Owner,
    Bucket,
    Claim,
    Settle,
    Commit,
    Send,
}
