namespace Penstock.Hosting.Tests;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("5", 5_000)]
    [InlineData("0.5", 500)]
    [InlineData("250ms", 250)]
    [InlineData("5s", 5_000)]
    [InlineData("2m", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("1d", 86_400_000)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData("10 s", 10_000)]
    [InlineData("00:01:05", 65_000)]
    [InlineData("00:00:00.250", 250)]
    public void Durations_are_read_as_people_write_them(string text, int milliseconds)
    {
        DurationText.TryRead(text, out var value).ShouldBeTrue();
        value.ShouldBe(TimeSpan.FromMilliseconds(milliseconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-5")]
    [InlineData("5 minutes")]
    [InlineData("1w")]
    [InlineData("1e3")]
    [InlineData("NaN")]
    [InlineData("25:00")]
    [InlineData("00:00:61")]
    public void What_is_not_a_duration_is_refused(string text) => DurationText.TryRead(text, out _).ShouldBeFalse();

    [Fact]
    public void A_span_beyond_what_time_can_express_is_cut_to_the_longest()
    {
        DurationText.TryRead("999999999999999d", out var value).ShouldBeTrue();
        value.ShouldBe(TimeSpan.MaxValue);
    }
}
