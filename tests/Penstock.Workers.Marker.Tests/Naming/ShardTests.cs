using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace Penstock.Workers.Marker.Tests;

public sealed class ShardTests
{
    private static readonly Sha256HashStrategy Sha256 = new();

    private static readonly Gen<byte[]> Digests = Gen.Choose(0, 255).Select(part => (byte)part).ArrayOf(32);

    [Theory]
    [MemberData(nameof(GoldenVector.All), MemberType = typeof(GoldenVector))]
    public void Shards_are_those_existing_catalogs_hold(GoldenVector golden)
    {
        var digest = Convert.FromHexString(golden.Hash);
        int[] expected = [golden.Shard4, golden.Shard8, golden.Shard10, golden.Shard12];
        new[] { 4, 8, 10, 12 }.Select(bits => Shard.Of(digest, bits)).ShouldBe(expected);
        Shard.Of(digest).ShouldBe(golden.Shard8);
    }

    [Fact]
    public void The_shard_is_the_first_binary_digits_of_the_digest() =>
        Prop.ForAll(Digests.ToArbitrary(), Gen.Choose(1, 256).ToArbitrary(), (digest, bits) =>
        {
            var binary = string.Concat(digest.Select(part => part.ToString("b8")));
            var expected = binary[..bits].Aggregate(BigInteger.Zero, (sum, digit) => (sum * 2) + (digit - '0'));
            Shard.WideOf(digest, bits).ShouldBe(expected);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_shard_for_the_column_equals_the_wide_one() =>
        Prop.ForAll(Digests.ToArbitrary(), Gen.Choose(1, 31).ToArbitrary(), (digest, bits) =>
            ((BigInteger)Shard.Of(digest, bits)).ShouldBe(Shard.WideOf(digest, bits))).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(256)]
    public void Any_text_has_a_shard_in_range_and_always_the_same(int bits)
    {
        foreach (var name in new[] { "", "DES", "zażółć gęślą jaźń", "名前 🗄", new string('x', 5000), "\uD800" })
        {
            var shard = Shard.WideOf(name, Sha256, bits);
            shard.ShouldBeInRange(BigInteger.Zero, BigInteger.Pow(2, bits) - 1);
            Shard.WideOf(name, Sha256, bits).ShouldBe(shard);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(257)]
    public void A_number_of_bits_out_of_range_is_refused(int bits)
    {
        var error = Should.Throw<ArgumentOutOfRangeException>(() => Shard.WideOf("name", Sha256, bits));
        error.Message.ShouldStartWith($"The number of shard bits is {bits}; allowed is 1 to 256.");
        Should.Throw<ArgumentOutOfRangeException>(() => Shard.WideOf(new byte[64], bits)).ParamName.ShouldBe("bits");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(32)]
    public void A_number_of_bits_that_the_column_cannot_hold_is_refused(int bits) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Shard.Of(new byte[32], bits))
            .Message.ShouldStartWith($"The number of shard bits is {bits}; allowed is 1 to 31.");

    [Fact]
    public void A_digest_shorter_than_the_shard_is_refused()
    {
        Shard.Of([0xAB, 0xCD], 16).ShouldBe(0xABCD);
        Should.Throw<ArgumentOutOfRangeException>(() => Shard.Of([0xAB, 0xCD], 17)).Message.ShouldContain("allowed is 1 to 16");
        Shard.WideOf([0xAB, 0xCD], 16).ShouldBe(0xABCD);
        Should.Throw<ArgumentOutOfRangeException>(() => Shard.WideOf([0xAB, 0xCD], 17)).Message.ShouldContain("allowed is 1 to 16");
    }

    [Fact]
    public void Names_spread_over_the_shards()
    {
        var factory = new MarkFactory(new(new SettableClock(1735732800000), 1), Sha256, shardBits: 4);
        factory.Fill(160).Shards.Distinct().Count().ShouldBeGreaterThanOrEqualTo(12);
    }
}
