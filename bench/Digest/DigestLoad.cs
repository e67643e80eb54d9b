using System.Globalization;
using System.Text;

namespace Penstock.Bench;

/// <summary>Messages as an agent sends them: one snapshot of a node and some of processes, all their fields, no two messages alike.</summary>
internal static class DigestLoad
{
    public const int Processes = 20;
    public const int Servers = 50;

    private const string Ints = "cpu_cores processes_running processes_blocked processes_total";

    private const string Doubles = """
        cpu_idle_seconds cpu_iowait_seconds cpu_system_seconds cpu_user_seconds cpu_steal_seconds disk_io_time_seconds_total load_1min
        load_5min load_15min
        """;

    private const string Longs = """
        memory_total_bytes memory_available_bytes memory_free_bytes memory_cached_bytes memory_buffers_bytes memory_active_bytes
        memory_inactive_bytes swap_total_bytes swap_free_bytes swap_cached_bytes disk_total_bytes disk_free_bytes disk_available_bytes
        disk_reads_completed_total disk_writes_completed_total disk_read_bytes_total disk_written_bytes_total network_receive_bytes_total
        network_transmit_bytes_total network_receive_packets_total network_transmit_packets_total network_receive_errs_total
        network_transmit_errs_total network_receive_drop_total network_transmit_drop_total uptime_seconds
        """;

    private static readonly DateTimeOffset Start = new(2025, 11, 7, 22, 30, 45, TimeSpan.Zero);

    /// <summary>The numbers of a node and their values, the same in each message.</summary>
    public static IReadOnlyList<(string Name, object Value)> Numbers { get; } =
    [
        .. Words(Ints).Select((name, i) => (name, (object)(i + 2))),
        .. Words(Doubles).Select((name, i) => (name, (object)(1234.5 + i))),
        .. Words(Longs).Select((name, i) => (name, (object)(8_589_934_592 + i))),
    ];

    // After the numbers that are in them.
    private static readonly Dictionary<int, string> Templates = new() { [Processes] = Template(Processes), [1] = Template(1) };

    public static string ServerId(long message) => $"00000000-0000-4000-8000-{message % Servers:x12}";

    public static DateTime At(long message) => (Start + TimeSpan.FromMilliseconds(message)).UtcDateTime;

    public static string ProcessName(int process) => $"process-{process:D3}";

    public static byte[] Payload(long message, int processes = Processes) => Encoding.UTF8.GetBytes(
        Templates[processes].Replace("@at", At(message).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), StringComparison.Ordinal));

    private static string Template(int processes)
    {
        var node = string.Join(',', Numbers.Select(number => string.Create(CultureInfo.InvariantCulture, $"\"{number.Name}\":{number.Value}")));
        var each = Enumerable.Range(0, processes).Select(i =>
            $$"""{"timestamp":"@at","name":"{{ProcessName(i)}}","num_procs":4,"cpu_seconds_total":12.5,"memory_bytes":104857600}""");
        return $$"""{"node_exporter":[{"timestamp":"@at",{{node}}}],"process_exporter":[{{string.Join(',', each)}}]}""";
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
