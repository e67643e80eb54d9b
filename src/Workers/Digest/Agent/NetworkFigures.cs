using System.Text.Json;

namespace Penstock.Workers.Digest;

/// <summary>What all interfaces have carried since the start of the machine, without those inside of it.</summary>
internal static class NetworkFigures
{
    private static readonly string[] Inside = ["lo", "veth", "docker", "br-", "virbr"];

    // Words behind the interface's name.
    private static readonly (string Name, int Word)[] Counters =
    [
        ("network_receive_bytes_total", 0), ("network_transmit_bytes_total", 8),
        ("network_receive_packets_total", 1), ("network_transmit_packets_total", 9),
        ("network_receive_errs_total", 2), ("network_transmit_errs_total", 10),
        ("network_receive_drop_total", 3), ("network_transmit_drop_total", 11),
    ];

    public static void Write(Utf8JsonWriter json, ProcFolder proc)
    {
        var interfaces = proc.Lines("net/dev").Select(line => line.Split(':', 2)).Where(IsOutside)
            .Select(parts => ProcFolder.Words(parts[1])).Where(words => words.Length >= 16).ToList();
        if (interfaces.Count == 0)
            return;

        foreach (var (name, word) in Counters)
            json.WriteNumber(name, interfaces.Sum(words => ProcFolder.Whole(words[word])));
    }

    private static bool IsOutside(string[] parts) =>
        parts is [var name, _] && !Array.Exists(Inside, start => name.AsSpan().Trim().StartsWith(start, StringComparison.Ordinal));
}
