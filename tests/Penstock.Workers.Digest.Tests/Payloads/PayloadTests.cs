using System.Text;

namespace Penstock.Workers.Digest.Tests;

public sealed class PayloadTests
{
    private const string At = "\"timestamp\":\"2025-11-07T22:30:45.123456Z\"";

    [Fact]
    public void Figures_of_both_exporters_are_read()
    {
        var payload = Read($$"""
            {"node_exporter":[{{{At}},"cpu_idle_seconds":1234.5,"cpu_cores":4,"memory_total_bytes":9007199254740993,"uptime_seconds":-1}],
             "process_exporter":[{{{At}},"name":"nginx","num_procs":4,"cpu_seconds_total":12.5,"memory_bytes":104857600}]}
            """);
        var node = payload.Nodes.ShouldHaveSingleItem();
        node.Timestamp.ShouldBe(new DateTimeOffset(2025, 11, 7, 22, 30, 45, 123, 456, TimeSpan.Zero));
        node.Double(Place("cpu_idle_seconds")).ShouldBe(1234.5);
        node.Int(Place("cpu_cores")).ShouldBe(4);
        node.Long(Place("memory_total_bytes")).ShouldBe(9007199254740993);
        node.Long(Place("uptime_seconds")).ShouldBe(-1);
        var process = payload.Processes.ShouldHaveSingleItem();
        (process.Name, process.Count, process.CpuSeconds, process.MemoryBytes).ShouldBe(("nginx", 4, 12.5, 104857600L));
    }

    [Fact]
    public void A_number_that_is_missing_or_null_is_null_and_not_0()
    {
        var node = Read($$"""{"node_exporter":[{{{At}},"cpu_cores":4,"cpu_cores":null}]}""").Nodes.ShouldHaveSingleItem();
        node.Int(Place("cpu_cores")).ShouldBeNull();
        node.Double(Place("load_1min")).ShouldBeNull();
    }

    [Fact]
    public void Names_of_fields_are_known_without_regard_to_case_and_unknown_ones_passed_over()
    {
        var node = Read($$"""{"node_exporter":[{"CPU_Cores":2,"new":{"a":[1]},{{At.Replace("timestamp", "TimeStamp", StringComparison.Ordinal)}}}]}""").Nodes.ShouldHaveSingleItem();
        node.Int(Place("cpu_cores")).ShouldBe(2);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"node_exporter":null,"process_exporter":[]}""")]
    public void What_has_no_figures_has_no_rows(string json)
    {
        var payload = Read(json);
        payload.Nodes.ShouldBeEmpty();
        payload.Processes.ShouldBeEmpty();
    }

    [Fact]
    public void An_exporter_nobody_knows_is_told_and_passed_over() =>
        Read($$"""{"gpu_exporter":[{"x":1}],"node_exporter":[{{{At}}}]}""").UnknownExporters.ShouldBe(["gpu_exporter"]);

    [Theory]
    [InlineData("", "byte 0")]
    [InlineData("{", "byte")]
    [InlineData("[]", "byte 0: an object of exporters is needed, and an array is there")]
    [InlineData("{} x", "byte")]
    [InlineData("""{"node_exporter":{}}""", "node_exporter, byte 17: an array of snapshots is needed, and an object is there")]
    [InlineData("""{"node_exporter":[7]}""", "node_exporter[0], byte 18: an object is needed, and 7 is there")]
    [InlineData("""{"node_exporter":[{"cpu_cores":1}]}""", "node_exporter[0], byte 32: timestamp is missing")]
    [InlineData("""{"node_exporter":[{@},{"timestamp":null}]}""", "node_exporter[1], byte 79: timestamp is missing")]
    [InlineData("""{"node_exporter":[{"timestamp":"yesterday"}]}""", "node_exporter[0].timestamp, byte 31: an RFC 3339 time such as 2025-11-07T22:30:45.123Z is needed, and a text is there")]
    [InlineData("""{"node_exporter":[{@,"cpu_cores":1.5}]}""", "node_exporter[0].cpu_cores, byte 73: a whole number from -2147483648 to 2147483647, without fraction or exponent, is needed, and 1.5 is there")]
    [InlineData("""{"node_exporter":[{@,"cpu_cores":1e2}]}""", "node_exporter[0].cpu_cores")]
    [InlineData("""{"node_exporter":[{@,"cpu_cores":2147483648}]}""", "node_exporter[0].cpu_cores")]
    [InlineData("""{"node_exporter":[{@,"uptime_seconds":9223372036854775808}]}""", "node_exporter[0].uptime_seconds")]
    [InlineData("""{"node_exporter":[{@,"load_1min":1e999}]}""", "node_exporter[0].load_1min")]
    [InlineData("""{"node_exporter":[{@,"load_1min":"1"}]}""", "node_exporter[0].load_1min")]
    [InlineData("""{"process_exporter":[{@}]}""", "process_exporter[0], byte 63: name is missing")]
    [InlineData("""{"process_exporter":[{@,"name":"a\u0000b"}]}""", "process_exporter[0].name, byte 71: a text without U+0000 is needed, and a text is there")]
    [InlineData("""{"process_exporter":[{@,"name":"\ud800"}]}""", "no UTF-8 at process_exporter[0].name, byte 71")]
    public void What_is_malformed_is_refused_with_its_field_and_its_byte(string json, string where) =>
        Should.Throw<RejectedException>(() => Read(json.Replace("@", At, StringComparison.Ordinal))).Message.ShouldContain(where);

    [Theory]
    [InlineData("2025-11-07T22:30:45Z", "2025-11-07T22:30:45.0000000+00:00")]
    [InlineData("2025-11-07T22:30:45.123456789+02:30", "2025-11-07T20:00:45.1234560+00:00")]
    [InlineData("2025-11-07T22:30:45.1-00:30", "2025-11-07T23:00:45.1000000+00:00")]
    [InlineData("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.0000000+00:00")]
    public void Times_are_kept_to_the_microsecond(string text, string expected)
    {
        Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out var moment).ShouldBeTrue();
        moment.ToString("O", null).ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2025-11-07")]
    [InlineData("2025-11-07T22:30:45")]
    [InlineData("2025-11-07 22:30:45Z")]
    [InlineData("2025-11-07T22:30Z")]
    [InlineData("2025-02-29T00:00:00Z")]
    [InlineData("2025-11-07T24:00:00Z")]
    [InlineData("2025-11-07T22:30:45.Z")]
    [InlineData("2025-11-07T22:30:45+0100")]
    [InlineData("2025-11-07T22:30:45+24:00")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("2025-11-07T22:30:45Zx")]
    public void What_is_no_time_of_RFC_3339_is_refused(string text) => Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out _).ShouldBeFalse();

    private static int Place(string name) => NodeFigures.Places[name];

    private static Payload Read(string json) => PayloadReader.Read(new MetricMessage("s", Encoding.UTF8.GetBytes(json), default));
}
