using System.Text.Json;

namespace Penstock.Workers.Digest.Tests;

public sealed class MachineSnapshotTests : IDisposable
{
    private static readonly DateTimeOffset At = new(2025, 11, 7, 23, 30, 45, 123, TimeSpan.FromHours(1));

    private readonly FakeProc proc = new();

    public void Dispose() => proc.Dispose();

    [Fact]
    public void The_figures_of_the_machine_are_the_kernels_in_the_payloads_units()
    {
        using var taken = Take(proc.Folder);
        var node = taken.RootElement.GetProperty("node_exporter").EnumerateArray().ShouldHaveSingleItem();
        node.GetProperty("timestamp").GetString().ShouldBe("2025-11-07T22:30:45.123Z");
        var expected = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["cpu_idle_seconds"] = 4000, ["cpu_iowait_seconds"] = 0.5, ["cpu_system_seconds"] = 3, ["cpu_user_seconds"] = 10, ["cpu_steal_seconds"] = 0.8,
            ["cpu_cores"] = 2, ["memory_total_bytes"] = 8_192_000, ["memory_available_bytes"] = 5_120_000, ["memory_free_bytes"] = 1_024_000,
            ["memory_cached_bytes"] = 2_048_000, ["memory_buffers_bytes"] = 204_800, ["memory_active_bytes"] = 3_072_000,
            ["memory_inactive_bytes"] = 1_536_000, ["swap_total_bytes"] = 4_096_000, ["swap_free_bytes"] = 3_993_600, ["swap_cached_bytes"] = 7168,
            ["disk_reads_completed_total"] = 110, ["disk_writes_completed_total"] = 220, ["disk_read_bytes_total"] = 2020 * 512,
            ["disk_written_bytes_total"] = 4040 * 512, ["disk_io_time_seconds_total"] = 2,
            ["network_receive_bytes_total"] = 1500, ["network_transmit_bytes_total"] = 2600, ["network_receive_packets_total"] = 15,
            ["network_transmit_packets_total"] = 26, ["network_receive_errs_total"] = 1, ["network_transmit_errs_total"] = 3,
            ["network_receive_drop_total"] = 2, ["network_transmit_drop_total"] = 4, ["load_1min"] = 0.52, ["load_5min"] = 1.04, ["load_15min"] = 2.08,
            ["processes_running"] = 3, ["processes_blocked"] = 1, ["processes_total"] = 4, ["uptime_seconds"] = 12345,
        };
        foreach (var (name, value) in expected)
            node.GetProperty(name).GetDouble().ShouldBe(value, name);
        string[] ofTheFileSystem = ["disk_total_bytes", "disk_free_bytes", "disk_available_bytes"];
        node.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal)
            .ShouldBe([.. expected.Keys.Concat(ofTheFileSystem).Append("timestamp").Order(StringComparer.Ordinal)]);
    }

    [Fact]
    public void Processes_are_grouped_by_name_and_the_kernels_threads_are_none()
    {
        using var taken = Take(proc.Folder);
        taken.RootElement.GetProperty("process_exporter").EnumerateArray().Select(p => p.GetRawText()).ShouldBe(
        [
            $$"""{"timestamp":"2025-11-07T22:30:45.123Z","name":"web server) x","num_procs":2,"cpu_seconds_total":15.25,"memory_bytes":{{10 * Environment.SystemPageSize}}}""",
            $$"""{"timestamp":"2025-11-07T22:30:45.123Z","name":"init","num_procs":1,"cpu_seconds_total":2,"memory_bytes":{{10 * Environment.SystemPageSize}}}""",
        ]);
    }

    [Fact]
    public void Of_many_groups_those_that_used_the_most_time_are_sent()
    {
        using var taken = Take(proc.Folder, most: 1);
        taken.RootElement.GetProperty("process_exporter").EnumerateArray().ShouldHaveSingleItem().GetProperty("name").GetString().ShouldBe("web server) x");
    }

    [Fact]
    public void What_the_kernel_does_not_show_is_left_out_and_stops_nothing()
    {
        foreach (var file in new[] { "stat", "diskstats", "net/dev", "loadavg", "uptime" })
            proc.Remove(file);
        using var taken = Take(proc.Folder);
        var node = taken.RootElement.GetProperty("node_exporter")[0];
        node.GetProperty("memory_total_bytes").GetInt64().ShouldBe(8_192_000);
        foreach (var name in new[] { "cpu_cores", "disk_read_bytes_total", "network_receive_bytes_total", "load_1min", "uptime_seconds" })
            node.TryGetProperty(name, out _).ShouldBeFalse(name);
    }

    [Fact]
    public void This_machine_has_figures_too()
    {
        using var taken = Take("/proc");
        var node = taken.RootElement.GetProperty("node_exporter")[0];
        node.GetProperty("cpu_cores").GetInt32().ShouldBeGreaterThan(0);
        node.GetProperty("memory_total_bytes").GetInt64().ShouldBeGreaterThan(1 << 20);
        node.GetProperty("uptime_seconds").GetInt64().ShouldBeGreaterThan(0);
        taken.RootElement.GetProperty("process_exporter").EnumerateArray().Sum(p => p.GetProperty("num_procs").GetInt32()).ShouldBeGreaterThan(0);
    }

    private static JsonDocument Take(string folder, int most = 100) => JsonDocument.Parse(new MachineSnapshot(new AgentOptions
    {
        Ingest = new Uri("http://localhost"), ServerId = Guid.Empty, Folder = "unused", Proc = folder, MostProcesses = most,
    }).Take(At));
}
