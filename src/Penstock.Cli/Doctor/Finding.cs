namespace Penstock.Cli;

internal enum Outcome
{
    Ok,
    Warning,
    Failed,
}

/// <summary>What one check found.</summary>
/// <param name="Check">What was looked at, in a word or two.</param>
/// <param name="Outcome">Only a failure makes the exit code 1.</param>
/// <param name="Found">What is there.</param>
/// <param name="Remedy">What to do about it; null where all is well.</param>
internal sealed record Finding(string Check, Outcome Outcome, string Found, string? Remedy = null);
