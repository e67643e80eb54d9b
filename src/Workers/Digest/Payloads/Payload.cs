namespace Penstock.Workers.Digest;

/// <summary>A decoded message: what goes into the tables.</summary>
internal sealed record Payload(
    string ServerId, IReadOnlyList<NodeSnapshot> Nodes, IReadOnlyList<ProcessSnapshot> Processes, IReadOnlyList<string> UnknownExporters)
{
    /// <exception cref="RejectedException">It is malformed; the message says where.</exception>
    public static Payload Decode(Delivery delivery) => PayloadReader.Read(MetricMessage.From(delivery));
}
