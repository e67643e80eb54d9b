using System.Collections.Concurrent;
using Penstock.Testing;

namespace Penstock.Tests;

/// <summary>Histories of the loop on a store in memory. A seed that fails is told line by line; <c>PENSTOCK_SEED</c> plays that one alone.</summary>
public sealed class HistoryTests(ITestOutputHelper output)
{
    private const int Short = 500;
    private const int Some = 100;
    private const int Most = 2_000;
    private const int Long = 50_000;

    private static readonly string[] EveryFault =
    [
        .. Enum.GetValues<Step>().Select(FaultPoints.CrashName),
        SourceFault.ReceiveFailed, SourceFault.SettleFailed, SourceFault.SettleUnknown, SourceFault.ExtendFailed, SourceFault.StoreAway,
        nameof(MessageFault.Poison), nameof(MessageFault.Rejected), nameof(MessageFault.Flaky), nameof(MessageFault.Slow),
        nameof(MessageFault.Killer), nameof(MessageFault.DeadCorner),
        Dependency.Away, Chaos.Killed, Chaos.Frozen, Chaos.FrozenPastLease, Chaos.Paused, Chaos.ShutDown, Chaos.ConnectionsDropped,
    ];

    [Fact]
    public void Five_hundred_histories_and_more_until_each_fault_was_there_keep_every_promise() => KeepEveryPromise(1, Short);

    [Fact]
    [Trait("Size", "Long")]
    public void Fifty_thousand_histories_keep_every_promise() => KeepEveryPromise(1_000_000, Long);

    [Fact]
    public void A_seed_names_one_history() => NameOneHistory(1, 20);

    [Fact]
    [Trait("Size", "Long")]
    public void Each_of_many_seeds_names_one_history() => NameOneHistory(21, 400);

    private static void NameOneHistory(int from, int to)
    {
        for (var seed = from; seed <= to; seed++)
        {
            var (first, again) = (History.Run(seed, Sabotage.None, new FaultTally()), History.Run(seed, Sabotage.None, new FaultTally()));
            first.ForeignSteps.ShouldBe(0, first.ToString());
            again.Digest.ShouldBe(first.Digest, first.ToString());
        }
    }

    private static List<string> Tell(int seed)
    {
        var told = new List<string>();
        History.Run(seed, Sabotage.None, new FaultTally(), told: told);
        return told;
    }

    private void KeepEveryPromise(int firstSeed, int histories)
    {
        if (Environment.GetEnvironmentVariable("PENSTOCK_SEED") is { Length: > 0 } one)
            (firstSeed, histories) = (int.Parse(one), 1);
        var tally = new FaultTally();
        var failed = new ConcurrentBag<HistoryResult>();
        bool Play(int seed)
        {
            var result = History.Run(seed, Sabotage.None, tally);
            if (result.Violations.Count > 0)
                failed.Add(result);
            return true;
        }

        Seeds.Play(firstSeed, histories, Play);
        // Some faults are rare: it goes on until each was there.
        var played = histories;
        for (; histories > 1 && played < Most && ReachedCheck.Of(tally, EveryFault).Count > 0; played += Some)
            Seeds.Play(firstSeed + played, Some, Play);

        output.WriteLine($"{played} histories: {tally}");
        if (failed.MinBy(f => f.Seed) is { } first)
            output.WriteLine($"Seed {first.Seed}, told:\n{string.Join('\n', Tell(first.Seed))}");
        string.Join('\n', failed.OrderBy(f => f.Seed).Take(10)).ShouldBeEmpty($"{failed.Count} of {played} histories broke a promise.");
        if (histories > 1)
            ReachedCheck.Of(tally, EveryFault).ShouldBeEmpty();
    }
}
