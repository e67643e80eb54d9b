using Penstock.Testing;
using Penstock.Tests;

namespace Penstock.Relational.Tests;

/// <summary>Each guard of the queue is taken away in turn: the checks that pass sound histories must find that out, with the same seeds.</summary>
public sealed class BrokenQueueTests
{
    private const int Histories = 40;

    [Fact]
    public void Without_the_fence_a_zombies_effects_are_done_twice() =>
        FoundOut(new Sabotage { Statement = Unfenced }, Style.Transaction, "was done 2 times");

    [Fact]
    public void Acknowledging_before_the_effect_loses_messages() =>
        FoundOut(new Sabotage { Source = s => new AcknowledgeFirst(s) }, Style.OneByOne, "was lost");

    [Fact]
    public void Without_the_sweep_a_late_committer_is_stranded() =>
        FoundOut(new Sabotage { Queue = q => q with { SweepEvery = TimeSpan.FromDays(1) } }, Style.OneByOne, "still waits");

    [Fact]
    public void With_one_counter_for_both_an_outage_dead_letters_good_work() =>
        FoundOut(new Sabotage { Policy = () => new OneCounter() }, Style.OneByOne, "was dead-lettered, and nothing was wrong with it");

    [Fact]
    public void Without_a_count_of_deaths_a_killer_comes_back_for_ever() =>
        FoundOut(new Sabotage { Journal = j => new ForgetfulJournal(j) }, Style.Whole, "still waits");

    // Who holds it is not asked any more.
    private static string Unfenced(string statement) => statement
        .Replace("lease = @token", "@token = @token", StringComparison.Ordinal)
        .Replace("b.lease = fence.held_by", "1 = 1", StringComparison.Ordinal);

    private static void FoundOut(Sabotage sabotage, Style style, string violation)
    {
        var sound = Run(Sabotage.None, style);
        var broken = Run(sabotage, style);

        string.Join('\n', sound.Where(r => r.Violations.Count > 0)).ShouldBeEmpty();
        broken.SelectMany(r => r.Violations).ShouldContain(v => v.Contains(violation, StringComparison.Ordinal));
    }

    private static HistoryResult[] Run(Sabotage sabotage, Style style) =>
        [.. Enumerable.Range(1, Histories).AsParallel().Select(seed => History.Run(seed, sabotage, new FaultTally(), style))];
}
