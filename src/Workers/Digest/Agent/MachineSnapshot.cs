using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Penstock.Workers.Digest;

/// <summary>This machine at one moment, as a payload: one entry of <c>node_exporter</c>, and one of <c>process_exporter</c> for each group of processes.</summary>
internal sealed class MachineSnapshot(AgentOptions options)
{
    private readonly ProcFolder proc = new(options.Proc);

    public byte[] Take(DateTimeOffset at)
    {
        var timestamp = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteStartArray("node_exporter");
            Node(json, timestamp);
            json.WriteEndArray();
            json.WriteStartArray("process_exporter");
            foreach (var group in ProcessFigures.Read(proc, options.MostProcesses))
                ProcessFigures.Write(json, group, timestamp);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    private void Node(Utf8JsonWriter json, string timestamp)
    {
        json.WriteStartObject();
        json.WriteString("timestamp", timestamp);
        CpuFigures.Write(json, proc);
        MemoryFigures.Write(json, proc);
        DiskFigures.Write(json, proc);
        NetworkFigures.Write(json, proc);
        Load(json);
        json.WriteNumber("processes_total", proc.ProcessIds().Count());
        if (proc.Text("uptime") is { } uptime && ProcFolder.Words(uptime) is [var seconds, ..])
            json.WriteNumber("uptime_seconds", (long)ProcFolder.Fraction(seconds));
        json.WriteEndObject();
    }

    private void Load(Utf8JsonWriter json)
    {
        if (proc.Text("loadavg") is not { } load || ProcFolder.Words(load) is not [var one, var five, var fifteen, ..])
            return;

        json.WriteNumber("load_1min", ProcFolder.Fraction(one));
        json.WriteNumber("load_5min", ProcFolder.Fraction(five));
        json.WriteNumber("load_15min", ProcFolder.Fraction(fifteen));
    }
}
