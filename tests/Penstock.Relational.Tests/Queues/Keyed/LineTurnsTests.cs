using Penstock.Testing;

namespace Penstock.Relational.Tests;

public sealed class LineTurnsTests
{
    private readonly LineTurns turns = new(new ManualClock(), () => { }, () => { });
    private readonly HeldBucket bucket = new(0, 1, new OwnerLease(1));

    [Fact]
    public void Behind_a_key_that_waits_for_long_a_thousand_are_remembered_and_the_rest_looked_up()
    {
        var line = bucket.LineOf("x");
        line.Hold(0, claim: 1);
        for (var id = 1; id <= 100_000; id++)
            turns.Append(line, id);

        (line.Waiting, turns.Waiting, line.Rest).ShouldBe((1_000, 1_000, 1_001));
        turns.Overflowing.ShouldBe([line]);
        line.NeedsLookBack.ShouldBeFalse();
    }

    [Fact]
    public void Of_all_keys_together_a_hundred_thousand_are_remembered()
    {
        for (var id = 1; id <= 200_000; id++)
            turns.Append(bucket.LineOf($"{id % 50_000}"), id);

        turns.Waiting.ShouldBe(100_000);
    }

    [Fact]
    public void What_was_remembered_is_done_before_the_rest_is_looked_up()
    {
        var line = bucket.LineOf("x");
        turns.Insert(line, 1);
        line.Forget(2);
        turns.Offer(line);
        var plan = new KeyedPlan(1);
        turns.Take(plan, 10);

        plan.Wanted.Keys.ShouldBe([1]);
        turns.NextLookBack().ShouldBeNull();
        turns.Drop(line, 1);
        turns.NextLookBack().ShouldBe(line);

        turns.LookedBack(line, [5, 6], most: 1_000);
        turns.Take(plan, 10);
        plan.Wanted.Keys.ShouldBe([1, 5, 6]);
        line.Rest.ShouldBeNull();
    }

    [Fact]
    public void Ids_are_kept_in_their_order_once_each()
    {
        var ids = new SortedIds();
        foreach (var id in (long[])[5, 3, 9, 5, 4])
            ids.Add(id);

        ids.Remove(9).ShouldBeTrue();
        ids.Remove(9).ShouldBeFalse();
        ids.Contains(4).ShouldBeTrue();
        ids.Take(2).ShouldBe([3, 4]);
        ids.Count.ShouldBe(1);
    }
}
