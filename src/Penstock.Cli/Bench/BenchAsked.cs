namespace Penstock.Cli;

/// <summary>What was asked of the benchmarks.</summary>
/// <param name="Url">A PostgreSQL to measure on.</param>
/// <param name="Json">For programs.</param>
/// <param name="Quick">One round of each contestant in place of five.</param>
/// <param name="Against">The folder of another checkout.</param>
/// <param name="Rounds">How often both run each.</param>
/// <param name="Least">The ratio below which a row is worse.</param>
internal sealed record BenchAsked(string? Url, bool Json, bool Quick, string? Against, int Rounds, double Least);
