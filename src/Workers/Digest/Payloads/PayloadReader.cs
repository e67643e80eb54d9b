using System.Text.Json;

namespace Penstock.Workers.Digest;

/// <summary>
/// Reads a payload in one pass, without a tree. As in the original, fields are known without regard to case, unknown ones are passed
/// over, and of two with one name the later counts.
/// </summary>
internal ref struct PayloadReader
{
    private const string NodeExporter = "node_exporter";
    private const string ProcessExporter = "process_exporter";

    private readonly List<NodeSnapshot> nodes = [];
    private readonly List<ProcessSnapshot> processes = [];
    private readonly List<string> unknown = [];
    private SnapshotReader snapshots;

    private PayloadReader(ReadOnlySpan<byte> payload) => snapshots = new SnapshotReader(new Utf8JsonReader(payload));

    /// <exception cref="RejectedException">It is malformed; the message names the field and the byte.</exception>
    public static Payload Read(MetricMessage message)
    {
        var reader = new PayloadReader(message.Payload.Span);
        try
        {
            reader.ReadAll();
        }
        catch (JsonException error)
        {
            throw new RejectedException($"The payload is no JSON at {reader.snapshots.Where}: {What(error)}", error);
        }
        catch (InvalidOperationException error)
        {
            // A text that is no UTF-8, or half a surrogate pair: found only when it is taken out.
            throw new RejectedException($"The payload is no UTF-8 at {reader.snapshots.Where}.", error);
        }

        return new Payload(message.ServerId, reader.nodes, reader.processes, reader.unknown);
    }

    // Its own words end with a position that is zero-based and of the line.
    private static string What(JsonException error) =>
        $"{error.Message.Split(" LineNumber:", 2)[0]} (line {error.LineNumber + 1}, byte {error.BytePositionInLine})";

    private void ReadAll()
    {
        var first = snapshots.Next();
        if (first == JsonTokenType.StartObject)
            ReadExporters();
        else if (first != JsonTokenType.Null)
            throw snapshots.Wrong("an object of exporters is needed");

        // Throws where something follows.
        snapshots.Next();
    }

    private void ReadExporters()
    {
        while (snapshots.Next() != JsonTokenType.EndObject)
        {
            if (snapshots.IsNamed(NodeExporter))
                ReadNodes();
            else if (snapshots.IsNamed(ProcessExporter))
                ReadProcesses();
            else
                unknown.Add(snapshots.PassOver());
        }
    }

    private void ReadNodes()
    {
        nodes.Clear();
        for (var more = snapshots.Enter(NodeExporter); more && snapshots.NextElement();)
            nodes.Add(snapshots.ReadNode());
    }

    private void ReadProcesses()
    {
        processes.Clear();
        for (var more = snapshots.Enter(ProcessExporter); more && snapshots.NextElement();)
            processes.Add(snapshots.ReadProcess());
    }
}
