using Penstock.Bench;

namespace Penstock.Cli;

/// <summary>How long a run of a benchmark takes: as on two cores, until it was measured here.</summary>
internal sealed class BenchTimes(TimeProvider clock, bool quick)
{
    // Filling, and what is measured once, takes as long as ever.
    private const double QuickPart = 0.45;

    private static readonly Dictionary<string, double> Minutes = new(StringComparer.Ordinal)
    {
        ["loop"] = 0.2, [MarkerBench.Name] = 3, [QueueBench.Name] = 15, [QueueBench.Letters] = 1, [DigestBench.Name] = 5,
        [OutboxBench.Name] = 3, [RouterBench.Name] = 3, [KafkaBench.Name] = 4,
    };

    private readonly Dictionary<string, List<TimeSpan>> measured = new(StringComparer.Ordinal);

    public TimeSpan Expect(string bench, int runs)
    {
        var each = measured.TryGetValue(bench, out var times)
            ? TimeSpan.FromTicks((long)times.Average(time => time.Ticks))
            : TimeSpan.FromMinutes(Minutes.GetValueOrDefault(bench, 3) * (quick ? QuickPart : 1));
        return each * runs;
    }

    /// <summary>Counts until it is disposed.</summary>
    public IDisposable Start(string bench) => new Run(this, bench, clock.GetTimestamp());

    private void Add(string bench, long startedAt)
    {
        if (!measured.TryGetValue(bench, out var times))
            measured[bench] = times = [];
        times.Add(clock.GetElapsedTime(startedAt));
    }

    private sealed class Run(BenchTimes times, string bench, long startedAt) : IDisposable
    {
        public void Dispose() => times.Add(bench, startedAt);
    }
}
