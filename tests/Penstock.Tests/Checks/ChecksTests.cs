using Penstock.Testing;

namespace Penstock.Tests;

public sealed class ChecksTests
{
    private readonly Ledger ledger = new();

    [Fact]
    public void A_clean_ledger_has_no_violation()
    {
        ledger.Expect("a");
        ledger.Expect("poison", fate: Fate.Parked);
        ledger.Begin("a").Ok();

        var total = TotalCheck.Of(ledger, ["a"], ["poison"]);

        total.Violations.ShouldBeEmpty();
        total.Duplicated.ShouldBeEmpty();
        WindowCheck.Of(ledger).ShouldBeEmpty();
    }

    [Fact]
    public void What_was_acknowledged_without_an_effect_is_lost()
    {
        ledger.Expect("failed");
        ledger.Expect("unknown");
        ledger.Begin("failed").Failed();
        ledger.Begin("unknown");

        var total = TotalCheck.Of(ledger, ["failed", "unknown"], []);

        total.Lost.ShouldBe(["failed", "unknown"]);
        total.Violations[0].ShouldBe("failed was lost: acknowledged, with neither an effect nor a dead letter.");
    }

    [Fact]
    public void What_was_done_after_an_unknown_try_is_recovered()
    {
        ledger.Expect("a");
        ledger.Begin("a");
        ledger.Begin("a").Ok();

        TotalCheck.Of(ledger, ["a"], []).Recovered.ShouldBe(["a"]);
    }

    [Fact]
    public void What_never_went_in_is_unexpected()
    {
        ledger.Begin("ghost").Ok();
        TotalCheck.Of(ledger, ["spirit"], []).Unexpected.ShouldBe(["spirit", "ghost"], ignoreOrder: true);
    }

    [Fact]
    public void Good_work_in_the_dead_letters_and_bad_work_done_are_violations()
    {
        ledger.Expect("good");
        ledger.Expect("bad", fate: Fate.Parked);
        ledger.Expect("either", fate: Fate.Either);
        ledger.Begin("bad").Ok();

        var violations = TotalCheck.Of(ledger, ["bad"], ["good", "either"]).Violations;

        violations.Count.ShouldBe(2);
        violations.ShouldContain("good was dead-lettered, and nothing was wrong with it.");
        violations.ShouldContain("bad can't be handled, and was taken for done.");
    }

    [Fact]
    public void Twice_acknowledged_twice_parked_or_both_is_a_violation()
    {
        ledger.Expect("a", fate: Fate.Either);
        ledger.Begin("a").Ok();

        TotalCheck.Of(ledger, ["a", "a"], ["a", "a"]).Violations
            .ShouldBe(["a is both done and parked.", "a was acknowledged 2 times.", "a was parked 2 times."], ignoreOrder: true);
    }

    [Fact]
    public void A_duplicate_is_allowed_in_its_window_only()
    {
        ledger.Expect("a");
        ledger.Begin("a", "p1").Ok();
        ledger.Begin("a", "p2").Ok();

        TotalCheck.Of(ledger, ["a"], []).Duplicated.ShouldBe(["a"]);
        WindowCheck.Of(ledger).ShouldBe(["a was done 2 times (by p1, p2); 1 allowed."]);
        ledger.AllowOneMore("a");
        WindowCheck.Of(ledger).ShouldBeEmpty();
    }

    [Fact]
    public void A_later_one_of_a_key_before_an_earlier_one_is_a_violation()
    {
        ledger.Expect("x1", "x");
        ledger.Expect("x2", "x");
        ledger.Begin("x2").Ok();
        ledger.Begin("x1").Ok();
        ledger.Begin("x1").Ok();

        OrderCheck.Of(ledger, parked: []).ShouldBe(["x2 was done before x1, which came before it under key x."]);
        OrderCheck.Of(ledger, parked: ["x1"]).ShouldBeEmpty();
    }

    [Fact]
    public void What_waits_or_is_held_at_the_end_is_a_violation() =>
        LivenessCheck.Of(["a"], ["b"], []).ShouldBe(["a still waits.", "b is still claimed, and its owner is idle or gone."]);

    [Fact]
    public void A_fault_that_never_fired_proves_nothing()
    {
        var tally = new FaultTally();
        tally.Add("seen");
        ReachedCheck.Of(tally, "seen", "unseen").ShouldBe(["unseen never happened: nothing is proved about it."]);
    }
}
