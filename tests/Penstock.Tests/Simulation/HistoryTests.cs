using System.Collections.Concurrent;
using Penstock.Testing;

namespace Penstock.Tests;

/// <summary>Histories of the loop on a store in memory. A seed that fails is told line by line; <c>PENSTOCK_SEED</c> plays that one alone.</summary>
public sealed class HistoryTests(ITestOutputHelper output)
{
    private const int Short = 2_000;
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
    public void Two_thousand_histories_keep_every_promise() => KeepEveryPromise(1, Short);

    [Fact]
    [Trait("Size", "Long")]
    public void Fifty_thousand_histories_keep_every_promise() => KeepEveryPromise(1_000_000, Long);

    [Fact]
    public void A_seed_names_one_history()
    {
        for (var seed = 1; seed <= 100; seed++)
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
        Seeds.Play(firstSeed, histories, seed =>
        {
            var result = History.Run(seed, Sabotage.None, tally);
            if (result.Violations.Count > 0)
                failed.Add(result);
            return true;
        });

        output.WriteLine(tally.ToString());
        if (failed.MinBy(f => f.Seed) is { } first)
            output.WriteLine($"Seed {first.Seed}, told:\n{string.Join('\n', Tell(first.Seed))}");
        string.Join('\n', failed.OrderBy(f => f.Seed).Take(10)).ShouldBeEmpty($"{failed.Count} of {histories} histories broke a promise.");
        if (histories > 1)
            ReachedCheck.Of(tally, EveryFault).ShouldBeEmpty();
    }
}
