namespace Penstock.Relational.Tests;

public sealed class BucketBalanceTests
{
    private const long Ours = (1L << 32) | 7;
    private const long Theirs = (2L << 32) | 1;

    [Fact]
    public void Buckets_taken_without_an_answer_are_taken_again_up_to_the_share_and_the_rest_is_given_back()
    {
        var balance = new BucketBalance(Rows(8, Ours, isAlive: true), consumers: 2, new Dictionary<int, long>(), new HashSet<long> { Ours });

        balance.Wanted.ShouldBe(4);
        balance.Free.Take(balance.Wanted).Select(r => r.Bucket).ShouldBe([0, 1, 2, 3]);
        balance.Stray.Select(r => r.Bucket).ShouldBe([4, 5, 6, 7]);
    }

    [Fact]
    public void Buckets_that_are_ours_and_in_our_hands_are_no_strays()
    {
        var balance = new BucketBalance(
            Rows(4, Ours, isAlive: true), consumers: 1, Enumerable.Range(0, 4).ToDictionary(b => b, _ => Ours), new HashSet<long> { Ours });

        balance.Stray.ShouldBeEmpty();
        balance.IsSettled(0).ShouldBeTrue();
    }

    [Fact]
    public void Buckets_of_another_that_lives_are_neither_free_nor_strays()
    {
        var balance = new BucketBalance(Rows(4, Theirs, isAlive: true), consumers: 2, new Dictionary<int, long>(), new HashSet<long> { Ours });

        (balance.Wanted, balance.Free.Count, balance.Stray.Count).ShouldBe((0, 0, 0));
        balance.IsSettled(0).ShouldBeFalse();
    }

    private static List<BucketRow> Rows(int count, long lease, bool isAlive) =>
        [.. Enumerable.Range(0, count).Select(b => new BucketRow(b, lease, isAlive))];
}
