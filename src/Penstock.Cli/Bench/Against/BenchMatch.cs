using Penstock.Bench;

namespace Penstock.Cli;

/// <summary>
/// Two programs take turns, benchmark by benchmark, in the order A B B A, so that whatever else the machine does hits both.
/// A benchmark's rows are given as soon as it is over.
/// </summary>
internal sealed class BenchMatch(IBenchProgram ours, IBenchProgram theirs, BenchTimes times, TextWriter progress)
{
    private readonly List<string> failures = [];

    /// <summary>What failed, one sentence each; ours and theirs.</summary>
    public IReadOnlyList<string> Failures => failures;

    /// <summary>Ours failed, or nothing could be compared.</summary>
    public bool OursFailed { get; private set; }

    public async Task RunAsync(IReadOnlyList<string> benches, int rounds, Action<IReadOnlyList<ComparedRow>> show, CancellationToken stopping)
    {
        for (var i = 0; i < benches.Count; i++)
        {
            var comparison = new BenchComparison();
            try
            {
                await RunAsync(comparison, i, benches, rounds, stopping);
            }
            finally
            {
                // Interrupted, too: what is there was paid for.
                show(comparison.Rows());
            }
        }
    }

    private async Task RunAsync(BenchComparison comparison, int index, IReadOnlyList<string> benches, int rounds, CancellationToken stopping)
    {
        var bench = benches[index];
        for (var round = 0; round < rounds; round++)
        {
            IReadOnlyList<BenchRow>? mine = null;
            IReadOnlyList<BenchRow>? others = null;
            // Who begins changes from round to round, and from benchmark to benchmark.
            var oursFirst = (index + round) % 2 == 0;
            foreach (var isOurs in new[] { oursFirst, !oursFirst })
            {
                var runsLeft = (2 * (rounds - round)) - (isOurs == oursFirst ? 0 : 1);
                var left = times.Expect(bench, runsLeft) + TimeSpan.FromTicks(benches.Skip(index + 1).Sum(next => times.Expect(next, 2 * rounds).Ticks));
                await progress.WriteLineAsync($"{bench}: {(isOurs ? "ours" : "theirs")}, round {round + 1} of {rounds}; about {left.TotalMinutes:0.#} min left");
                var rows = await TryAsync(bench, isOurs, stopping);
                (mine, others) = isOurs ? (rows, others) : (mine, rows);
            }

            comparison.Add(mine ?? [], others ?? []);
            if (mine is null || others is null)
                return;
        }
    }

    private async Task<IReadOnlyList<BenchRow>?> TryAsync(string bench, bool isOurs, CancellationToken stopping)
    {
        try
        {
            using (times.Start(bench))
                return await (isOurs ? ours : theirs).RunAsync(bench, stopping);
        }
        catch (CommandException error)
        {
            failures.Add($"{bench} fails {(isOurs ? "here" : "there")}: {error.Message.TrimEnd('.')}.");
            OursFailed |= isOurs;
            await progress.WriteLineAsync(failures[^1]);
            return null;
        }
    }
}
