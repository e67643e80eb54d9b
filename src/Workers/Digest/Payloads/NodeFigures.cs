using System.Collections.Frozen;

namespace Penstock.Workers.Digest;

/// <summary>The numbers of a node, in the order of their columns.</summary>
internal static class NodeFigures
{
    public static readonly Figure[] All =
    [
        .. Of(FigureKind.Double, "cpu_idle_seconds", "cpu_iowait_seconds", "cpu_system_seconds", "cpu_user_seconds", "cpu_steal_seconds"),
        .. Of(FigureKind.Int, "cpu_cores"),
        .. Of(
            FigureKind.Long,
            "memory_total_bytes", "memory_available_bytes", "memory_free_bytes", "memory_cached_bytes", "memory_buffers_bytes",
            "memory_active_bytes", "memory_inactive_bytes", "swap_total_bytes", "swap_free_bytes", "swap_cached_bytes",
            "disk_total_bytes", "disk_free_bytes", "disk_available_bytes", "disk_reads_completed_total", "disk_writes_completed_total",
            "disk_read_bytes_total", "disk_written_bytes_total"),
        .. Of(FigureKind.Double, "disk_io_time_seconds_total"),
        .. Of(
            FigureKind.Long,
            "network_receive_bytes_total", "network_transmit_bytes_total", "network_receive_packets_total", "network_transmit_packets_total",
            "network_receive_errs_total", "network_transmit_errs_total", "network_receive_drop_total", "network_transmit_drop_total"),
        .. Of(FigureKind.Double, "load_1min", "load_5min", "load_15min"),
        .. Of(FigureKind.Int, "processes_running", "processes_blocked", "processes_total"),
        .. Of(FigureKind.Long, "uptime_seconds"),
    ];

    /// <summary>Places by name, without regard to case: agents in Go are read so.</summary>
    public static readonly FrozenDictionary<string, int> Places =
        All.Select((figure, place) => KeyValuePair.Create(figure.Name, place)).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<Figure> Of(FigureKind kind, params IEnumerable<string> names) => names.Select(name => new Figure(name, kind));
}
