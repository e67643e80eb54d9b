using Penstock.Bench;

namespace Penstock.Cli.Tests;

public sealed class BenchComparisonTests
{
    private const double Least = 0.95;

    [Theory]
    [InlineData("jobs/s", 200, 100, 2)]
    [InlineData("records", 200, 100, 2)]
    [InlineData("ms", 100, 200, 2)]
    [InlineData("s", 200, 100, 0.5)]
    [InlineData("MB", 200, 100, 0.5)]
    [InlineData("of all", 0.2, 0.1, 0.5)]
    [InlineData("bytes/message", 50, 100, 2)]
    [InlineData("objects/delivery", 2, 1, 0.5)]
    [InlineData("statements/s", 0.5, 1, 2)]
    [InlineData("trips", 0.2, 0.1, 0.5)]
    public void More_than_1_is_better_whichever_way_the_unit_goes(string unit, double ours, double theirs, double ratio) =>
        Compared([Row(unit, ours)], [Row(unit, theirs)]).Ratio.ShouldBe(ratio);

    [Fact]
    public void Ratio_is_the_median_of_the_rounds_and_the_spread_their_ends()
    {
        var comparison = new BenchComparison();
        comparison.Add([Row("jobs/s", 100)], [Row("jobs/s", 100)]);
        comparison.Add([Row("jobs/s", 50)], [Row("jobs/s", 40)]);
        comparison.Add([Row("jobs/s", 90)], [Row("jobs/s", 100)]);
        var row = comparison.Rows().ShouldHaveSingleItem();
        (row.Ours, row.Theirs).ShouldBe((90, 100));
        (row.Ratio, row.Least, row.Most).ShouldBe((1, 0.9, 1.25));
        row.IsWorse(Least).ShouldBeFalse();
    }

    [Theory]
    [InlineData("jobs/s", 94.9, 100, true)]
    [InlineData("jobs/s", 95, 100, false)]
    [InlineData("ms", 100, 94.9, true)]
    [InlineData("ms", 100, 95, false)]
    public void Timed_row_is_worse_below_the_least_ratio(string unit, double ours, double theirs, bool worse) =>
        Compared([Row(unit, ours)], [Row(unit, theirs)]).IsWorse(Least).ShouldBe(worse);

    [Theory]
    [InlineData("statements", 0.0632, 0.0632, false)]
    [InlineData("statements", 0.0634, 0.0632, false)]
    [InlineData("statements", 0.0645, 0.0632, true)]
    [InlineData("commits", 14, 14, false)]
    [InlineData("commits", 15, 14, true)]
    [InlineData("trips", 0.05, 0.1, false)]
    [InlineData("statements/s", 0.8, 0.75, false)]
    [InlineData("statements/s", 1, 0.75, true)]
    [InlineData("objects/delivery", 0.11, 0.04, false)]
    [InlineData("objects/delivery", 0.4, 0.04, true)]
    public void Count_is_worse_as_soon_as_it_grows_by_more_than_chance(string unit, double ours, double theirs, bool worse) =>
        Compared([Row(unit, ours)], [Row(unit, theirs)]).IsWorse(Least).ShouldBe(worse);

    [Fact]
    public void Count_that_grew_is_worse_whatever_ratio_is_allowed() =>
        Compared([Row("commits", 15)], [Row("commits", 14)]).IsWorse(0.5).ShouldBeTrue();

    [Fact]
    public void Of_a_count_the_least_of_the_rounds_is_taken_since_timers_only_add()
    {
        var comparison = new BenchComparison();
        comparison.Add([Row("statements", 0.07)], [Row("statements", 0.05)]);
        comparison.Add([Row("statements", 0.05)], [Row("statements", 0.06)]);
        var row = comparison.Rows().ShouldHaveSingleItem();
        (row.Ours, row.Theirs, row.IsCount, row.IsWorse(Least)).ShouldBe((0.05, 0.05, true, false));
    }

    [Fact]
    public void Statements_and_bytes_beside_a_rate_are_rows_of_their_own()
    {
        var ours = Row("rows/s", 100) with { StatementsPerMessage = 0.2, BytesPerMessage = 50 };
        var theirs = Row("rows/s", 100) with { StatementsPerMessage = 0.1, BytesPerMessage = 100 };
        var comparison = new BenchComparison();
        comparison.Add([ours], [theirs]);
        comparison.Rows().Select(row => (row.What, row.Unit, row.Ratio, row.IsWorse(Least))).ShouldBe(
        [
            ("what", "rows/s", 1, false),
            ("what, statements", "statements/message", 0.5, true),
            ("what, allocated", "bytes/message", 2, false),
        ]);
    }

    [Fact]
    public void Statements_of_a_row_about_statements_are_not_said_twice()
    {
        var row = Row("statements/job", 0.03) with { StatementsPerMessage = 0.03 };
        Compared([row], [row]).What.ShouldBe("what");
    }

    [Fact]
    public void Slow_hour_of_the_machine_shows_in_the_ratio_and_not_by_the_limits()
    {
        var row = Compared([new BenchRow("bench", "what", "ms", 20, 10, 2)], [new BenchRow("bench", "what", "ms", 10, 5, 2)]);
        (row.Ratio, row.ByLimit).ShouldBe((0.5, 1));
        Compared([Row("ms", 1)], [Row("ms", 1)]).ByLimit.ShouldBeNull();
    }

    [Fact]
    public void Row_that_one_side_lacks_is_listed_and_is_not_worse()
    {
        var comparison = new BenchComparison();
        comparison.Add([Row("jobs/s", 1, "new"), Row("jobs/s", 1)], [Row("jobs/s", 1), Row("jobs/s", 1, "gone")]);
        comparison.Rows().Select(row => (row.What, row.Verdict(Least), row.Ratio)).ShouldBe(
            [("new", "only ours", null), ("what", "", 1), ("gone", "only theirs", null)]);
        comparison.Rows().ShouldAllBe(row => !row.IsWorse(Least));
    }

    [Fact]
    public void Nothing_against_nothing_is_the_same_and_something_against_nothing_beyond_a_ratio()
    {
        Compared([Row("commits", 0)], [Row("commits", 0)]).Ratio.ShouldBe(1);
        var better = Compared([Row("commits", 0)], [Row("commits", 2)]);
        ComparedText.Line(better, Least).ShouldContain("beyond");
        ComparedText.Json(better, Least).ShouldContain("\"ratio\":null");
        Compared([Row("commits", 2)], [Row("commits", 0)]).IsWorse(Least).ShouldBeTrue();
    }

    [Fact]
    public void Line_that_another_program_wrote_is_read_again()
    {
        const string Line =
            """{"bench":"marker","what":"batch 1,000","unit":"rows/s","ours":56182,"limit":69479,"ratio":0.8086,"statements_per_message":0.00634,"bytes_per_message":null,"later":1}""";
        BenchText.Row(Line).ShouldBe(new BenchRow("marker", "batch 1,000", "rows/s", 56182, 69479, 0.8086, 0.00634));
    }

    private static ComparedRow Compared(IReadOnlyList<BenchRow> ours, IReadOnlyList<BenchRow> theirs)
    {
        var comparison = new BenchComparison();
        comparison.Add(ours, theirs);
        return comparison.Rows().ShouldHaveSingleItem();
    }

    private static BenchRow Row(string unit, double ours, string what = "what") => new("bench", what, unit, ours);
}
