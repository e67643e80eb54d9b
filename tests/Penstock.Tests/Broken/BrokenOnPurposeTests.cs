using System.Collections.Concurrent;
using Penstock.Testing;

namespace Penstock.Tests;

/// <summary>Each guard is taken away in turn: the checks that pass sound histories must find that out, with the same seeds.</summary>
public sealed class BrokenOnPurposeTests
{
    private const int Histories = 60;

    [Fact]
    public void Acknowledging_before_the_effect_loses_messages() =>
        FoundOut(new Sabotage { Source = s => new AcknowledgeFirst(s) }, Style.OneByOne, "was lost");

    [Fact]
    public void Settling_without_a_fence_lets_a_zombie_do_it_twice() =>
        FoundOut(new Sabotage { Fenced = false }, Style.Transaction, "was done 2 times");

    [Fact]
    public void Effects_outside_the_transaction_are_done_twice() =>
        FoundOut(new Sabotage { Outside = true }, Style.Transaction, "was done 2 times");

    [Fact]
    public void Without_a_journal_a_killer_comes_back_for_ever() =>
        FoundOut(new Sabotage { Journal = j => new ForgetfulJournal(j) }, Style.Transaction, "still waits");

    [Fact]
    public void A_probe_that_sees_no_outage_dead_letters_good_work() =>
        FoundOut(new Sabotage { Probe = _ => new BlindProbe() }, Style.OneByOne, "was dead-lettered, and nothing was wrong with it");

    [Fact]
    public void Without_bisection_one_culprit_takes_its_neighbours_along() =>
        FoundOut(new Sabotage { Runner = handler => new BlameAll(handler) }, Style.Whole, "was dead-lettered, and nothing was wrong with it");

    private static void FoundOut(Sabotage sabotage, Style style, string violation)
    {
        var sound = Run(Sabotage.None, style);
        var broken = Run(sabotage, style);

        string.Join('\n', sound.Where(r => r.Violations.Count > 0)).ShouldBeEmpty();
        broken.SelectMany(r => r.Violations).ShouldContain(v => v.Contains(violation, StringComparison.Ordinal));
    }

    private static ConcurrentBag<HistoryResult> Run(Sabotage sabotage, Style style)
    {
        var results = new ConcurrentBag<HistoryResult>();
        Seeds.Play(1, Histories, seed =>
        {
            results.Add(History.Run(seed, sabotage, new FaultTally(), style));
            return true;
        });
        return results;
    }
}
