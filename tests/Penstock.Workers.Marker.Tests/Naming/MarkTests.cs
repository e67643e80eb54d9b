namespace Penstock.Workers.Marker.Tests;

public sealed class MarkTests
{
    private static readonly Sha256HashStrategy Sha256 = new();

    private readonly SettableClock _clock = new(1735732800000);

    [Theory]
    [MemberData(nameof(GoldenVector.All), MemberType = typeof(GoldenVector))]
    public void The_mark_of_a_name_is_what_existing_catalogs_hold(GoldenVector golden)
    {
        Mark.Of(golden.Name, Sha256).ShouldBe(new(golden.Name, golden.Hash, golden.Shard8));
        Mark.Of(golden.Name, Sha256, 12).Shard.ShouldBe(golden.Shard12);
    }

    [Fact]
    public void A_batch_holds_fresh_names_with_their_own_hashes_and_shards()
    {
        var factory = new MarkFactory(new(_clock, 1), Sha256);
        var (names, hashes, shards) = factory.Fill(300);

        names.Concat(factory.Fill(300).Names).ShouldBeUnique();
        names[1].ShouldBe("DES_20250101_(21BCAA000101_89)");
        names.Zip(hashes, shards).ShouldBe(names.Select(name => Mark.Of(name, Sha256)).Select(mark => (mark.Name, mark.Hash, mark.Shard)));
    }

    [Fact]
    public void An_empty_batch_is_empty_and_a_negative_one_refused()
    {
        var factory = new MarkFactory(new(_clock, 1), Sha256);
        factory.Fill(0).Names.ShouldBeEmpty();
        Should.Throw<ArgumentOutOfRangeException>(() => factory.Fill(-1)).ParamName.ShouldBe("count");
    }

    [Theory]
    [InlineData(0, 31)]
    [InlineData(32, 31)]
    [InlineData(9, 8)]
    public void More_shard_bits_than_the_column_or_the_digest_has_are_refused_at_construction(int bits, int max)
    {
        IHashStrategy hash = max == 31 ? Sha256 : new OneByteHash("tiny");
        Should.Throw<ArgumentOutOfRangeException>(() => new MarkFactory(new(_clock, 1), hash, bits))
            .Message.ShouldStartWith($"The number of shard bits is {bits}; allowed is 1 to {max}.");
    }

    [Fact]
    public void A_strategy_of_ones_own_makes_hash_and_shard()
    {
        var batch = new MarkFactory(new(_clock, 1, "ABC"), new OneByteHash("tiny"), 4).Fill(1);
        (batch.Hashes[0], batch.Shards[0]).ShouldBe(("1e", 1));
    }
}
