using System.Text;
using Confluent.Kafka;

namespace Penstock.Kafka;

/// <summary>A record of a topic in our hands.</summary>
public sealed class KafkaDelivery : Delivery
{
    private readonly ConsumeResult<byte[]?, byte[]?> record;
    private IReadOnlyDictionary<string, string>? headers;

    internal KafkaDelivery(ConsumeResult<byte[]?, byte[]?> record, AssignedPartition assigned)
    {
        (this.record, Assigned) = (record, assigned);
        Key = record.Message.Key is { } key ? Encoding.UTF8.GetString(key) : null;
    }

    private KafkaDelivery(KafkaDelivery before, int failures)
    {
        (record, Assigned, headers) = (before.record, before.Assigned, before.headers);
        (Key, Failures) = (before.Key, failures);
    }

    public string Topic => record.Topic;

    public int Partition => record.Partition.Value;

    public long Offset => record.Offset.Value;

    /// <summary>When it was sent, or appended, as the topic has it.</summary>
    public DateTimeOffset SentAt => new(record.Message.Timestamp.UtcDateTime, TimeSpan.Zero);

    /// <summary>As it was read: <see cref="Delivery.Key"/> is the same as text. Null where it has none.</summary>
    public ReadOnlyMemory<byte>? KeyBytes => record.Message.Key is { } key ? key : null;

    /// <summary>Its value is null, which deletes its key in a compacted topic.</summary>
    public bool IsTombstone => record.Message.Value is null;

    /// <summary><c>topic/partition/offset</c>.</summary>
    public override string Origin => $"{record.Topic}/{record.Partition.Value}/{record.Offset.Value}";

    public override string Address => $"kafka:{record.Topic}";

    public override ReadOnlyMemory<byte> Body => record.Message.Value;

    public override IReadOnlyDictionary<string, string> Headers => headers ??= HeadersOf(record.Message.Headers);

    public override CancellationToken Lost => Assigned.Lost;

    internal AssignedPartition Assigned { get; }

    /// <summary>The group's offset has passed it.</summary>
    internal bool IsCommitted => Offset < Assigned.Committed;

    internal WindowEntry? Entry { get; set; }

    internal Headers? RawHeaders => record.Message.Headers;

    internal int Size => (record.Message.Key?.Length ?? 0) + (record.Message.Value?.Length ?? 0);

    /// <summary>The one that comes in this one's stead.</summary>
    internal KafkaDelivery Again(int failures) => new(this, failures);

    // Of two with one name the last one holds, as with a map.
    private static IReadOnlyDictionary<string, string> HeadersOf(Headers? raw)
    {
        if (raw is null or { Count: 0 })
            return NoHeaders;

        var found = new Dictionary<string, string>(raw.Count, StringComparer.Ordinal);
        foreach (var header in raw)
            found[header.Key] = header.GetValueBytes() is { } value ? Encoding.UTF8.GetString(value) : "";
        return found;
    }
}
