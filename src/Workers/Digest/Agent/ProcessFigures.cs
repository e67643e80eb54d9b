using System.Text.Json;

namespace Penstock.Workers.Digest;

/// <summary>Processes grouped by their name; the kernel's own threads are none.</summary>
internal static class ProcessFigures
{
    // Behind the name, which may hold blanks and brackets itself.
    private const int UserTicks = 11;
    private const int SystemTicks = 12;
    private const int ResidentPages = 21;

    public static IReadOnlyList<ProcessGroup> Read(ProcFolder proc, int most) =>
    [
        .. proc.ProcessIds().Select(id => Parse(proc.Text($"{id}/stat"))).OfType<ProcessGroup>()
            .GroupBy(one => one.Name, StringComparer.Ordinal)
            .Select(group => new ProcessGroup(group.Key, group.Count(), group.Sum(one => one.CpuSeconds), group.Sum(one => one.MemoryBytes)))
            .OrderByDescending(group => group.CpuSeconds).ThenBy(group => group.Name, StringComparer.Ordinal)
            .Take(most),
    ];

    public static void Write(Utf8JsonWriter json, ProcessGroup group, string timestamp)
    {
        json.WriteStartObject();
        json.WriteString("timestamp", timestamp);
        json.WriteString("name", group.Name);
        json.WriteNumber("num_procs", group.Count);
        json.WriteNumber("cpu_seconds_total", Math.Round(group.CpuSeconds, 2));
        json.WriteNumber("memory_bytes", group.MemoryBytes);
        json.WriteEndObject();
    }

    private static ProcessGroup? Parse(string? stat)
    {
        var (open, close) = stat is null ? (-1, -1) : (stat.IndexOf('('), stat.LastIndexOf(')'));
        if (open < 0 || close <= open)
            return null;

        var words = ProcFolder.Words(stat![(close + 1)..]);
        if (words.Length <= ResidentPages || ProcFolder.Whole(words[ResidentPages]) is not (> 0 and var pages))
            return null;
        var ticks = ProcFolder.Whole(words[UserTicks]) + ProcFolder.Whole(words[SystemTicks]);
        return new ProcessGroup(stat[(open + 1)..close], 1, ticks / ProcFolder.TicksPerSecond, pages * Environment.SystemPageSize);
    }
}
