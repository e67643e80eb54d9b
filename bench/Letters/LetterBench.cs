using Penstock.Relational;

namespace Penstock.Bench;

/// <summary>
/// Parking dead letters, and looking at a home full of them. The store has <see cref="DeadLetterSchema"/>, and is otherwise empty;
/// what is measured stays in it.
/// </summary>
internal sealed class LetterBench(Store store, TextWriter progress, TimeProvider clock, CancellationToken cancellation)
{
    public const int Many = 1_000_000;

    private const int BatchSize = 100;
    private const int Lanes = 4;
    private const int ByOne = 100_000;

    private readonly SqlDeadLetters home = new(store);
    private readonly SqlDeadLetterHome held = new(store, new Replays(store, clock));

    /// <summary>All that a look is to find: nearly all by several lanes, as in an outage of what handlers need, the rest by one.</summary>
    public async Task<IReadOnlyList<BenchRow>> ParkAsync() =>
        [await ParkAsync(0, Many - ByOne, Lanes), await ParkAsync(Many - ByOne, ByOne, 1)];

    /// <param name="from">The number of the first.</param>
    /// <param name="letters">How many are parked; the figure is of all of them.</param>
    /// <param name="lanes">Batches at a time.</param>
    public async Task<BenchRow> ParkAsync(int from, int letters, int lanes)
    {
        var startedAt = clock.GetTimestamp();
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, lanes).Select(_ => Task.Run(async () =>
        {
            for (var batch = Interlocked.Increment(ref next); batch * BatchSize < letters; batch = Interlocked.Increment(ref next))
                await home.ParkAsync([.. Enumerable.Range(from + (batch * BatchSize), BatchSize).Select(BenchLetter.Of)], null, cancellation);
        }, cancellation)));
        var rate = letters / clock.GetElapsedTime(startedAt).TotalSeconds;
        await progress.WriteLineAsync($"{letters:N0} letters parked, {lanes} lanes, {rate:N0}/s");
        return new BenchRow(QueueBench.Name, $"dead letters: park, batches of {BatchSize}, {lanes} {(lanes == 1 ? "lane" : "lanes")}", "letters/s", rate);
    }

    /// <summary>Each way to look, once warm: the median of some looks.</summary>
    public async Task<IReadOnlyList<BenchRow>> LookAsync() =>
    [
        await LookAsync("list, all", new LetterFilter()),
        await LookAsync("list, one pipeline", new LetterFilter { Pipeline = "pipeline-1" }),
        await LookAsync("list, older than an hour", new LetterFilter { OlderThan = TimeSpan.FromHours(1) }),
        await LookAsync("list, older than a second", new LetterFilter { OlderThan = TimeSpan.FromSeconds(1) }),
        await LookAsync("list, by reason", new LetterFilter { Match = "rule c refuses" }),
        await LookAsync("list, by reason and pipeline", new LetterFilter { Pipeline = "pipeline-1", Match = "refuses" }),
        await LookAsync("list, by origin", new LetterFilter { Match = "orders/12345" }),
        await LookAsync("list, by an origin that all have", new LetterFilter { Match = "orders/" }),
        await LookAsync("list, by key", new LetterFilter { Match = "customer-77" }),
        await LookAsync("list, nothing matches", new LetterFilter { Match = "no such thing" }),
        await LookAsync("groups", () => held.GroupsAsync(new LetterFilter(), 50, cancellation).AsTask()),
        await LookAsync("groups, by reason", () => held.GroupsAsync(new LetterFilter { Match = "rule" }, 50, cancellation).AsTask()),
        await LookAsync("show", () => held.ShowAsync(4711, cancellation).AsTask()),
    ];

    private Task<BenchRow> LookAsync(string what, LetterFilter filter) =>
        LookAsync(what, () => held.ListAsync(filter with { Limit = 50 }, cancellation).AsTask());

    private async Task<BenchRow> LookAsync(string what, Func<Task> look)
    {
        var times = new List<double>();
        for (var round = 0; round <= Rounds.Count; round++)
        {
            var startedAt = clock.GetTimestamp();
            await look();
            if (round > 0)
                times.Add(clock.GetElapsedTime(startedAt).TotalMilliseconds);
        }

        await progress.WriteLineAsync($"{what}: {Rounds.Median(times):N1} ms");
        return new BenchRow(QueueBench.Name, $"dead letters, {Many:N0} of them: {what}", "ms", Rounds.Median(times));
    }
}
