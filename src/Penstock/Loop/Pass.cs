namespace Penstock;

/// <summary>What one settled pass did. Counted after the commit.</summary>
/// <param name="Verdicts">What was settled and still ours.</param>
/// <param name="Received">How many the source gave.</param>
/// <param name="Elapsed">From the claim to the settlement.</param>
public sealed record Pass(IReadOnlyList<Verdict> Verdicts, int Received, TimeSpan Elapsed);
