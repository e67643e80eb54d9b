using System.Globalization;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace Penstock.Workers.Marker.Tests;

public sealed partial class DesNameTests
{
    private static readonly Gen<(long EpochMs, int Node, int Seq, int WrapBits)> Parts =
        from day in Gen.Choose(0, (int)(DesName.MaxEpochMs / 86_400_000))
        from msOfDay in Gen.Choose(0, 86_399_999)
        from node in Gen.Choose(0, 255)
        from seq in Gen.Choose(0, 255)
        from wrapBits in Gen.Choose(1, 32)
        select ((day * 86_400_000L) + msOfDay, node, seq, wrapBits);

    [Theory]
    [MemberData(nameof(GoldenVector.All), MemberType = typeof(GoldenVector))]
    public void Names_are_those_existing_catalogs_hold(GoldenVector golden) =>
        DesName.Format(golden.EpochMs, golden.Node, golden.Seq, golden.Prefix, golden.WrapBits).ShouldBe(golden.Name);

    [Fact]
    public void Every_part_can_be_read_back_and_the_checksum_is_the_sum_of_the_six_bytes() =>
        Prop.ForAll(Parts.ToArbitrary(), parts =>
        {
            var match = Pattern().Match(DesName.Format(parts.EpochMs, parts.Node, parts.Seq, "Q7", parts.WrapBits));
            var field = Convert.FromHexString(match.Groups["field"].Value);
            var time = field.Take(4).Aggregate(0L, (sum, part) => (sum * 256) + part);
            var date = DateTimeOffset.FromUnixTimeMilliseconds(parts.EpochMs).ToString("yyyyMMdd", CultureInfo.InvariantCulture);

            match.Success.ShouldBeTrue();
            match.Groups["date"].Value.ShouldBe(date);
            time.ShouldBe(parts.EpochMs % (1L << parts.WrapBits));
            (field[4], field[5]).ShouldBe(((byte)parts.Node, (byte)parts.Seq));
            Convert.ToInt32(match.Groups["checksum"].Value, 16).ShouldBe(field.Sum(part => part) % 256);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1767225599999, "DES_20251231_")]
    [InlineData(1767225600000, "DES_20260101_")]
    [InlineData(0, "DES_19700101_(000000000000_00)")]
    [InlineData(DesName.MaxEpochMs, "DES_99991231_")]
    public void The_date_is_the_utc_date_of_the_same_ms(long epochMs, string start) =>
        DesName.Format(epochMs, 0, 0).ShouldStartWith(start);

    [Theory]
    [InlineData("")]
    [InlineData("bad-prefix")]
    [InlineData("test_prefix")]
    [InlineData("żaba")]
    [InlineData("٣")]
    [InlineData("A B")]
    public void A_prefix_of_anything_but_ascii_letters_and_digits_is_refused(string prefix)
    {
        var error = Should.Throw<ArgumentException>(() => DesName.Format(0, 0, 0, prefix));
        error.ParamName.ShouldBe("prefix");
        error.Message.ShouldStartWith($"The name prefix is '{prefix}'; allowed are 1 to 228 ASCII letters and digits.");
    }

    [Fact]
    public void The_longest_prefix_fills_the_column_of_255_characters()
    {
        DesName.Format(0, 0, 0, new('P', 228)).Length.ShouldBe(255);
        Should.Throw<ArgumentException>(() => DesName.Format(0, 0, 0, new('P', 229)));
    }

    [Theory]
    [InlineData(-1, 0, 0, 32, "epochMs", "The time is -1 ms since 1970; allowed is 0 to 253402300799999.")]
    [InlineData(DesName.MaxEpochMs + 1, 0, 0, 32, "epochMs", "The time is 253402300800000 ms since 1970; allowed is 0 to 253402300799999.")]
    [InlineData(0, -1, 0, 32, "node", "The node id is -1; allowed is 0 to 255.")]
    [InlineData(0, 256, 0, 32, "node", "The node id is 256; allowed is 0 to 255.")]
    [InlineData(0, 0, -1, 32, "seq", "The sequence number is -1; allowed is 0 to 255.")]
    [InlineData(0, 0, 256, 32, "seq", "The sequence number is 256; allowed is 0 to 255.")]
    [InlineData(0, 0, 0, 0, "wrapBits", "The number of wrap bits is 0; allowed is 1 to 32.")]
    [InlineData(0, 0, 0, 33, "wrapBits", "The number of wrap bits is 33; allowed is 1 to 32.")]
    public void A_part_out_of_range_is_refused_with_its_value_and_what_is_allowed(
        long epochMs, int node, int seq, int wrapBits, string part, string message)
    {
        var error = Should.Throw<ArgumentOutOfRangeException>(() => DesName.Format(epochMs, node, seq, "DES", wrapBits));
        error.ParamName.ShouldBe(part);
        error.Message.ShouldStartWith(message);
        error.Message.ShouldNotContain('\n');
    }

    [Fact]
    public void Few_wrap_bits_repeat_a_name_within_the_day()
    {
        const long Noon = 1735732800000;
        DesName.Format(Noon + 16, 1, 0, wrapBits: 4).ShouldBe(DesName.Format(Noon, 1, 0, wrapBits: 4));
        DesName.Format(Noon + 15, 1, 0, wrapBits: 4).ShouldNotBe(DesName.Format(Noon, 1, 0, wrapBits: 4));
        DesName.Format(Noon + 86_400_000, 1, 0, wrapBits: 4).ShouldNotBe(DesName.Format(Noon, 1, 0, wrapBits: 4));
    }

    [Fact]
    public void In_a_day_in_which_32_bits_wrap_later_names_sort_first()
    {
        const long LastBeforeWrap = (400L << 32) - 1;
        var (before, after) = (DesName.Format(LastBeforeWrap, 1, 255), DesName.Format(LastBeforeWrap + 1, 1, 0));
        after[..12].ShouldBe(before[..12]);
        string.CompareOrdinal(after, before).ShouldBeNegative();
    }

    [GeneratedRegex("^Q7_(?<date>[0-9]{8})_\\((?<field>[0-9A-F]{12})_(?<checksum>[0-9A-F]{2})\\)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pattern();
}
