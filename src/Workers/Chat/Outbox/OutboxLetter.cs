using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>An event as the dead letters keep it.</summary>
internal sealed class OutboxLetter : Delivery
{
    private readonly OutboxEvent one;

    public OutboxLetter(RowDelivery<OutboxEvent> row)
    {
        one = row.Row;
        (Key, Failures) = (row.Key, row.Failures);
    }

    public override string Origin => one.Id.ToString("D");

    public override ReadOnlyMemory<byte> Body => one.Payload;

    public override IReadOnlyDictionary<string, string> Headers => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["aggregate_type"] = one.AggregateType,
        ["aggregate_id"] = one.AggregateId.ToString("D"),
        ["event_type"] = one.Type,
    };
}
