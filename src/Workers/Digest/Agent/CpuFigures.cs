using System.Text.Json;

namespace Penstock.Workers.Digest;

/// <summary>Seconds since the start of the machine, all cores together; and what wants to run.</summary>
internal static class CpuFigures
{
    // Where a mode stands in the line of all cores.
    private static readonly (string Name, int Word)[] Modes =
    [
        ("cpu_idle_seconds", 4), ("cpu_iowait_seconds", 5), ("cpu_system_seconds", 3), ("cpu_user_seconds", 1), ("cpu_steal_seconds", 8),
    ];

    public static void Write(Utf8JsonWriter json, ProcFolder proc)
    {
        var lines = proc.Lines("stat");
        if (lines.Length == 0)
            return;

        var all = ProcFolder.Words(lines[0]);
        foreach (var (name, word) in Modes.Where(mode => mode.Word < all.Length))
            json.WriteNumber(name, ProcFolder.Whole(all[word]) / ProcFolder.TicksPerSecond);
        json.WriteNumber("cpu_cores", lines.Count(line => line.StartsWith("cpu", StringComparison.Ordinal) && line.Length > 3 && char.IsAsciiDigit(line[3])));
        foreach (var words in lines.Select(ProcFolder.Words))
        {
            if (words is ["procs_running", var running])
                json.WriteNumber("processes_running", ProcFolder.Whole(running));
            else if (words is ["procs_blocked", var blocked])
                json.WriteNumber("processes_blocked", ProcFolder.Whole(blocked));
        }
    }
}
