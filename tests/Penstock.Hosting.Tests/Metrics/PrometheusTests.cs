using System.Diagnostics.Metrics;
using System.Net;

namespace Penstock.Hosting.Tests;

public sealed class PrometheusTests
{
    private static readonly KeyValuePair<string, object?> Success = new("status", "success");

    [Fact]
    public async Task A_counter_that_ends_in_total_is_written_as_it_is()
    {
        using var scrape = new Scrape("t1");
        var counter = scrape.Meter.CreateCounter<long>("t1_entries_marked_total", description: "Rows marked.");
        counter.Add(2, Success);
        counter.Add(1, Success);
        counter.Add(1, new KeyValuePair<string, object?>("status", "failed"));
        (await scrape.TextAsync()).ShouldBe(
            """
            # HELP t1_entries_marked_total Rows marked.
            # TYPE t1_entries_marked_total counter
            t1_entries_marked_total{status="failed"} 1
            t1_entries_marked_total{status="success"} 3
            """);
    }

    [Fact]
    public async Task Counts_go_on_from_scrape_to_scrape()
    {
        using var scrape = new Scrape("t2");
        var counter = scrape.Meter.CreateCounter<double>("t2.work", unit: "s");
        counter.Add(0.5);
        await scrape.TextAsync();
        counter.Add(0.25);
        (await scrape.TextAsync()).ShouldBe(
            """
            # TYPE t2_work_seconds_total counter
            t2_work_seconds_total 0.75
            """);
    }

    [Fact]
    public async Task Up_down_counters_and_gauges_are_gauges()
    {
        using var scrape = new Scrape("t3");
        scrape.Meter.CreateUpDownCounter<int>("t3_a_open").Add(-3);
        scrape.Meter.CreateGauge<double>("t3_b_level").Record(1.5);
        (await scrape.TextAsync()).ShouldBe(
            """
            # TYPE t3_a_open gauge
            t3_a_open -3
            # TYPE t3_b_level gauge
            t3_b_level 1.5
            """);
    }

    [Fact]
    public async Task Observable_instruments_are_asked_at_each_scrape()
    {
        using var scrape = new Scrape("t4");
        var asked = 0;
        scrape.Meter.CreateObservableGauge("t4_a", () => ++asked);
        scrape.Meter.CreateObservableCounter("t4_b", () => 7L);
        scrape.Meter.CreateObservableUpDownCounter("t4_c", () => -1.0);
        await scrape.TextAsync();
        (await scrape.TextAsync()).ShouldBe(
            """
            # TYPE t4_a gauge
            t4_a 2
            # TYPE t4_b_total counter
            t4_b_total 7
            # TYPE t4_c gauge
            t4_c -1
            """);
    }

    [Fact]
    public async Task A_histogram_keeps_the_instruments_own_boundaries()
    {
        using var scrape = new Scrape("t5");
        var histogram = scrape.Meter.CreateHistogram(
            "t5_batch_duration_seconds", "s", "Time a batch.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1, 60] });
        foreach (var value in new[] { 0.05, 0.1, 0.5, 100 })
            histogram.Record(value, new KeyValuePair<string, object?>("pipeline", "marker"));
        (await scrape.TextAsync()).ShouldBe(
            """
            # HELP t5_batch_duration_seconds Time a batch.
            # TYPE t5_batch_duration_seconds histogram
            t5_batch_duration_seconds_bucket{pipeline="marker",le="0.1"} 2
            t5_batch_duration_seconds_bucket{pipeline="marker",le="1"} 3
            t5_batch_duration_seconds_bucket{pipeline="marker",le="60"} 3
            t5_batch_duration_seconds_bucket{pipeline="marker",le="+Inf"} 4
            t5_batch_duration_seconds_sum{pipeline="marker"} 100.65
            t5_batch_duration_seconds_count{pipeline="marker"} 4
            """);
    }

    [Fact]
    public async Task A_histogram_without_boundaries_is_a_summary_of_sum_and_count()
    {
        using var scrape = new Scrape("t6");
        var histogram = scrape.Meter.CreateHistogram(
            "t6_batch_stats", advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = [] });
        histogram.Record(3, new KeyValuePair<string, object?>("metric", "successful"));
        histogram.Record(4, new KeyValuePair<string, object?>("metric", "successful"));
        (await scrape.TextAsync()).ShouldBe(
            """
            # TYPE t6_batch_stats summary
            t6_batch_stats_sum{metric="successful"} 7
            t6_batch_stats_count{metric="successful"} 2
            """);
    }

    [Fact]
    public async Task Label_values_are_escaped_and_names_are_made_valid()
    {
        using var scrape = new Scrape("t7");
        scrape.Meter.CreateGauge<int>("t7.a-b/c", description: "a \\ b\nc").Record(
            1, new("error.type", "a\"b\\c\nd"), new("9lives", true), new("empty", value: null));
        (await scrape.TextAsync()).ShouldBe(
            """
            # HELP t7_a_b_c a \\ b\nc
            # TYPE t7_a_b_c gauge
            t7_a_b_c{_9lives="true",empty="",error_type="a\"b\\c\nd"} 1
            """);
    }

    [Fact]
    public async Task Numbers_are_written_without_regard_to_the_users_language()
    {
        using var scrape = new Scrape("t8");
        scrape.Meter.CreateGauge<double>("t8_a").Record(double.PositiveInfinity);
        scrape.Meter.CreateGauge<double>("t8_b").Record(double.NegativeInfinity);
        scrape.Meter.CreateGauge<double>("t8_c").Record(double.NaN);
        scrape.Meter.CreateGauge<double>("t8_d").Record(1234567.125);
        var values = (await scrape.TextAsync()).Split('\n').Where(line => line[0] != '#').Select(line => line[5..]);
        values.ShouldBe(["+Inf", "-Inf", "NaN", "1234567.125"]);
    }

    [Theory]
    [InlineData("t9_latency_ms", "ms", "t9_latency_ms")]
    [InlineData("t9_latency", "ms", "t9_latency_milliseconds")]
    [InlineData("t9_size", "By", "t9_size_bytes")]
    [InlineData("t9_rate_ops_per_sec", "{op}/s", "t9_rate_ops_per_sec")]
    [InlineData("t9_age_seconds", "s", "t9_age_seconds")]
    public async Task A_unit_is_said_once(string name, string unit, string expected)
    {
        using var scrape = new Scrape("t9");
        scrape.Meter.CreateGauge<int>(name, unit).Record(1);
        (await scrape.TextAsync()).ShouldBe($"# TYPE {expected} gauge\n{expected} 1");
    }

    [Fact]
    public async Task Meters_that_share_a_name_share_a_family_and_its_series()
    {
        using var scrape = new Scrape("t10");
        using var other = new Meter("Penstock.Test.t10.other");
        var boundaries = new InstrumentAdvice<int> { HistogramBucketBoundaries = [1] };
        foreach (var meter in new[] { scrape.Meter, other })
        {
            meter.CreateCounter<int>("t10_a_total").Add(1, Success);
            meter.CreateHistogram("t10_b", advice: boundaries).Record(1);
        }

        other.CreateGauge<int>("t10_a_total").Record(5);
        (await scrape.TextAsync()).ShouldBe(
            """
            # TYPE t10_a_total counter
            t10_a_total{status="success"} 2
            # TYPE t10_b histogram
            t10_b_bucket{le="1"} 2
            t10_b_bucket{le="+Inf"} 2
            t10_b_sum 2
            t10_b_count 2
            """);
    }

    [Fact]
    public async Task Meters_of_others_are_served_when_they_are_added()
    {
        using var scrape = new Scrape("t11", "Added*");
        using var added = new Meter("Added.One");
        using var foreign = new Meter("Foreign");
        added.CreateCounter<int>("t11_added").Add(1);
        foreign.CreateCounter<int>("t11_foreign").Add(1);
        (await scrape.TextAsync()).ShouldBe("# TYPE t11_added_total counter\nt11_added_total 1");
    }

    [Fact]
    public async Task Concurrent_scrapes_each_get_a_whole_and_valid_text()
    {
        using var scrape = new Scrape("t12");
        var counter = scrape.Meter.CreateCounter<int>("t12_total");
        await Parallel.ForAsync(0, 200, async (index, _) =>
        {
            counter.Add(1, new KeyValuePair<string, object?>("lane", index % 7));
            (await scrape.TextAsync()).ShouldStartWith("# TYPE t12_total counter\n");
        });
        var sum = (await scrape.TextAsync()).Split('\n').Skip(1).Sum(line => int.Parse(line.Split(' ')[1]));
        sum.ShouldBe(200);
    }

    [Fact]
    public async Task The_end_point_says_what_it_serves()
    {
        await using var host = await RunningHost.StartAsync(TimeProvider.System, _ => { });
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri(host.Host.Addresses[0], "/metrics"));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        var text = await answer.Content.ReadAsStringAsync();
        StrictPrometheus.Check(text);
        text.ShouldContain("log_messages_total{level=\"info\"} ");
    }

    [Theory]
    [InlineData("# TYPE a counter\na 1")]
    [InlineData("# TYPE a counter\na 1\na 2\n")]
    [InlineData("# TYPE a counter\nb 1\n")]
    [InlineData("# TYPE a counter\na 1\n# TYPE a counter\n")]
    [InlineData("# TYPE a counter\na{x=\"1\"1\"} 1\n")]
    [InlineData("# TYPE a counter\na 1\n# EOF\n")]
    public void The_checker_itself_refuses_broken_text(string text) =>
        Should.Throw<Exception>(() => StrictPrometheus.Check(text)).ShouldNotBeNull();
}
