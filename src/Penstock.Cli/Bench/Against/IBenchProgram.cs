using Penstock.Bench;

namespace Penstock.Cli;

/// <summary>A program that can run a benchmark: this one, or that of another checkout.</summary>
internal interface IBenchProgram
{
    /// <exception cref="CommandException">The benchmark failed there; the message is what it said last.</exception>
    Task<IReadOnlyList<BenchRow>> RunAsync(string bench, CancellationToken stopping);
}
