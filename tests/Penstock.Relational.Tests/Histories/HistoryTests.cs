using System.Collections.Concurrent;
using Penstock.Testing;

namespace Penstock.Relational.Tests;

/// <summary>
/// Histories of the real queue with its real SQL on SQLite, on simulated processes under a simulated clock. A seed that fails is
/// told line by line; <c>PENSTOCK_SEED</c> plays that one alone.
/// </summary>
public sealed class HistoryTests(ITestOutputHelper output)
{
    private const int Short = 60;
    private const int Some = 10;
    private const int Most = 400;
    private const int Long = 2_000;

    private static readonly string[] EveryFault =
    [
        .. Enum.GetValues<Step>().Select(FaultPoints.CrashName),
        .. LineFault.All(Phase.Owner, Phase.Bucket, Phase.Claim, Phase.Settle, Phase.Commit),
        LineFault.Unsent(Phase.Send), LineFault.Unanswered(Phase.Send), LineFault.Away, LineFault.Busy,
        nameof(MessageFault.Poison), nameof(MessageFault.Rejected), nameof(MessageFault.Flaky), nameof(MessageFault.Slow),
        nameof(MessageFault.Killer), nameof(MessageFault.DeadCorner), Dependency.Away,
        Chaos.Killed, Chaos.Frozen, Chaos.FrozenPastLease, Chaos.AwayPastLease, Chaos.Paused, Chaos.ShutDown,
        Sender.SentLate, Sender.RolledBack, Sender.ShownLate, Sender.SentTwice, Sender.SendFailed,
    ];

    [Fact]
    public void Sixty_histories_and_more_until_each_fault_was_there_keep_every_promise() => KeepEveryPromise(1, Short);

    [Fact]
    [Trait("Size", "Long")]
    public void Two_thousand_histories_keep_every_promise() => KeepEveryPromise(1_000_000, Long);

    [Fact]
    public void A_seed_names_one_history() => NameOneHistory(1, 3);

    [Fact]
    [Trait("Size", "Long")]
    public void Each_of_many_seeds_names_one_history() => NameOneHistory(4, 30);

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
            if (result.Violations.Count > 0 || result.ForeignSteps > 0)
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
