using Penstock.Relational;

namespace Penstock.Workers.Digest;

/// <summary>
/// The rows of a batch of messages, in the order of their keys: replicas that write the same rows at a time wait for each other, and
/// never in a circle.
/// </summary>
internal sealed class MetricRows
{
    private readonly List<(string Server, NodeSnapshot Node)> nodes = [];
    private readonly List<(string Server, ProcessSnapshot Process)> processes = [];
    private readonly SortedSet<string> servers = new(StringComparer.Ordinal);

    public MetricRows(IReadOnlyList<Payload> payloads)
    {
        foreach (var payload in payloads)
        {
            servers.Add(payload.ServerId);
            foreach (var node in payload.Nodes)
                nodes.Add((payload.ServerId, node));
            foreach (var process in payload.Processes)
                processes.Add((payload.ServerId, process));
        }

        nodes.Sort(static (a, b) => string.CompareOrdinal(a.Server, b.Server) is var o and not 0 ? o : a.Node.Timestamp.CompareTo(b.Node.Timestamp));
        processes.Sort(static (a, b) =>
            string.CompareOrdinal(a.Server, b.Server) is var o and not 0 ? o
            : a.Process.Timestamp.CompareTo(b.Process.Timestamp) is var t and not 0 ? t
            : string.CompareOrdinal(a.Process.Name, b.Process.Name));
    }

    public int Nodes => nodes.Count;

    public int Processes => processes.Count;

    public IReadOnlyCollection<string> Servers => servers;

    public Rows NodeRows()
    {
        var rows = new Rows("v")
            .Add("server_id", [.. nodes.Select(n => n.Server)])
            .Add("timestamp", [.. nodes.Select(n => n.Node.Timestamp)]);
        for (var i = 0; i < NodeFigures.All.Length; i++)
            Add(rows, NodeFigures.All[i], i);
        return rows;
    }

    public Rows ProcessRows() => new Rows("v")
        .Add("server_id", [.. processes.Select(p => p.Server)])
        .Add("timestamp", [.. processes.Select(p => p.Process.Timestamp)])
        .Add("process_name", [.. processes.Select(p => p.Process.Name)])
        .Add("num_procs", [.. processes.Select(p => p.Process.Count)])
        .Add("cpu_seconds_total", [.. processes.Select(p => p.Process.CpuSeconds)])
        .Add("memory_bytes", [.. processes.Select(p => p.Process.MemoryBytes)]);

    public Rows ServerRows() => new Rows("v").Add("server_id", [.. servers]);

    private void Add(Rows rows, Figure figure, int place)
    {
        if (figure.Kind == FigureKind.Double)
            rows.Add(figure.Name, [.. nodes.Select(n => n.Node.Double(place))]);
        else if (figure.Kind == FigureKind.Int)
            rows.Add(figure.Name, [.. nodes.Select(n => n.Node.Int(place))]);
        else
            rows.Add(figure.Name, [.. nodes.Select(n => n.Node.Long(place))]);
    }
}
