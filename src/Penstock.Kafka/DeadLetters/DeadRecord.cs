using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Penstock.Relational;

namespace Penstock.Kafka;

/// <summary>A record of a dead topic: a letter, or the word that one is resolved.</summary>
internal sealed class DeadRecord(DeadTopicOptions options, ConsumeResult<byte[]?, byte[]?> record)
{
    private const int OffsetBits = 44;

    /// <summary>Partition and offset in one number.</summary>
    public long Id => IdOf(record.Partition.Value, record.Offset.Value);

    public TopicPartitionOffset Place => record.TopicPartitionOffset;

    /// <summary>Of a letter that this record takes away; null where it is a letter itself.</summary>
    public string? Resolves => Find(DeadHeaders.Resolved);

    public string Pipeline => Find(DeadHeaders.Pipeline) ?? options.Pipeline;

    public string Origin => Find(DeadHeaders.Origin) ?? $"{record.Topic}/{record.Partition.Value}/{record.Offset.Value}";

    /// <summary>One letter, however many records.</summary>
    public (string, string) Identity => (Pipeline, Resolves ?? Origin);

    /// <summary>Where it goes back to; null for nowhere.</summary>
    public string? Topic => Find(DeadHeaders.Topic) ?? options.Topic;

    public DateTimeOffset ParkedAt =>
        DateTimeOffset.TryParse(Find(DeadHeaders.At), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at
            : new DateTimeOffset(record.Message.Timestamp.UtcDateTime, TimeSpan.Zero);

    public Reason Reason => new(Find(DeadHeaders.ReasonType) ?? "", Find(DeadHeaders.Reason) ?? "");

    public Letter Letter => new()
    {
        Id = Id,
        Pipeline = Pipeline,
        Origin = Origin,
        Address = Topic is { } topic ? $"kafka:{topic}" : null,
        Key = record.Message.Key is { } key ? Encoding.UTF8.GetString(key) : null,
        Reason = Reason,
        Fingerprint = Fingerprint.Of(Reason).Hash,
        Failures = int.TryParse(Find(DeadHeaders.Attempts), NumberStyles.None, CultureInfo.InvariantCulture, out var attempts) ? attempts : 0,
        BodyBytes = record.Message.Value?.Length ?? 0,
        ParkedAt = ParkedAt,
    };

    public static (int Partition, long Offset) PlaceOf(long id) => ((int)(id >> OffsetBits), id & ((1L << OffsetBits) - 1));

    public LetterContent ToContent() => new(Letter, Headers(), record.Message.Value ?? [], []);

    /// <summary>The message as it was before it died.</summary>
    public Message<byte[]?, byte[]?> ToMessage()
    {
        var headers = new Headers();
        foreach (var header in (record.Message.Headers ?? []).Where(h => !DeadHeaders.IsOurs(h.Key)))
            headers.Add(header);
        return new Message<byte[]?, byte[]?> { Key = record.Message.Key, Value = record.Message.Value, Headers = headers };
    }

    public Message<byte[]?, byte[]?> ToResolution(string who) =>
        new() { Key = record.Message.Key, Value = null, Headers = DeadHeaders.ResolvedBy(Pipeline, Origin, who) };

    public bool Matches(LetterFilter filter, DateTimeOffset now) => (filter.OlderThan is not { } age || ParkedAt <= now - age) && filter.Matches(Letter);

    private static long IdOf(int partition, long offset) => ((long)partition << OffsetBits) | offset;

    private string? Find(string name) => record.Message.Headers.Find(name);

    private Dictionary<string, string> Headers()
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var header in (record.Message.Headers ?? []).Where(h => !DeadHeaders.IsOurs(h.Key)))
            found[header.Key] = header.GetValueBytes() is { } value ? Encoding.UTF8.GetString(value) : "";
        return found;
    }
}
