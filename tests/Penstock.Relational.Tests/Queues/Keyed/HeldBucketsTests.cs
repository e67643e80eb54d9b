using Penstock.Testing;

namespace Penstock.Relational.Tests;

public sealed class HeldBucketsTests
{
    private const int Most = 10;
    private readonly HeldBuckets held = new(new ManualClock(), () => { }, () => { });
    private readonly HeldBucket blocked = new(0, 1, new OwnerLease(1));
    private readonly HeldBucket other = new(1, 1, new OwnerLease(1));

    public HeldBucketsTests()
    {
        held.Add([blocked, other], []);
        Claim([.. Enumerable.Range(1, 1_100).Select(id => New(id, blocked, "x"))]).Count.ShouldBe(1_100);
        // In hand by now; what comes behind it waits, and is too much to be remembered.
        Claim([.. Enumerable.Range(1_101, 1_100).Select(id => New(id, blocked, "x"))]).ShouldBeEmpty();
        (blocked.Cursor, other.Cursor).ShouldBe((2_200, 0));
    }

    [Fact]
    public void What_a_read_stepped_over_is_behind_the_next_one()
    {
        Claim([New(2_300, blocked, "y"), End(5_000, blocked)]);

        blocked.Cursor.ShouldBe(5_000);
    }

    [Fact]
    public void A_read_that_may_have_left_messages_steps_over_nothing()
    {
        Claim([New(2_300, blocked, "y"), End(5_000, blocked)], mostOfEach: 1);

        blocked.Cursor.ShouldBe(2_300);
    }

    [Fact]
    public void A_read_that_was_cut_came_to_its_last_message_in_each_bucket_with_more_than_is_remembered()
    {
        Claim([.. Enumerable.Range(3_000, Most).Select(id => New(id, other, $"{id}"))]);

        (blocked.Cursor, other.Cursor).ShouldBe((3_009, 3_009));
    }

    private List<(KeyedRow Row, KeyLine Line)> Claim(List<KeyedRow> rows, int mostOfEach = int.MaxValue)
    {
        held.HeatAll();
        var plan = held.Plan(Most, looksBelow: false, looksForDue: false);
        plan.Most = mostOfEach;
        return held.Take(plan, rows);
    }

    private static KeyedRow New(long id, HeldBucket bucket, string key) => new(KeyedFind.New, id, bucket.Number, key, null, [], 0);

    private static KeyedRow End(long id, HeldBucket bucket) => new(KeyedFind.End, id, bucket.Number, string.Empty, null, null, 0);
}
