using System.Text.Json;

namespace Penstock.Workers.Digest;

/// <summary>Bytes, from a file in kibibytes.</summary>
internal static class MemoryFigures
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["MemTotal:"] = "memory_total_bytes",
        ["MemAvailable:"] = "memory_available_bytes",
        ["MemFree:"] = "memory_free_bytes",
        ["Cached:"] = "memory_cached_bytes",
        ["Buffers:"] = "memory_buffers_bytes",
        ["Active:"] = "memory_active_bytes",
        ["Inactive:"] = "memory_inactive_bytes",
        ["SwapTotal:"] = "swap_total_bytes",
        ["SwapFree:"] = "swap_free_bytes",
        ["SwapCached:"] = "swap_cached_bytes",
    };

    public static void Write(Utf8JsonWriter json, ProcFolder proc)
    {
        foreach (var words in proc.Lines("meminfo").Select(ProcFolder.Words))
        {
            if (words is [var label, var kibibytes, ..] && Names.TryGetValue(label, out var name))
                json.WriteNumber(name, ProcFolder.Whole(kibibytes) * 1024);
        }
    }
}
