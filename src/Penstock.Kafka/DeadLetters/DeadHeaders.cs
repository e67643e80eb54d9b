using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace Penstock.Kafka;

/// <summary>What a dead letter says of itself, beside the headers that its message had.</summary>
internal static class DeadHeaders
{
    public const string Pipeline = "penstock-dead-pipeline";
    public const string Origin = "penstock-dead-origin";
    public const string Topic = "penstock-dead-topic";
    public const string Partition = "penstock-dead-partition";
    public const string Offset = "penstock-dead-offset";
    public const string ReasonType = "penstock-dead-reason-type";
    public const string Reason = "penstock-dead-reason";
    public const string Attempts = "penstock-dead-attempts";
    public const string At = "penstock-dead-at";

    /// <summary>Of a record that takes a letter away: the letter's origin.</summary>
    public const string Resolved = "penstock-dead-resolved";

    /// <summary>Who took it away.</summary>
    public const string By = "penstock-dead-by";

    private const string Prefix = "penstock-dead-";

    public static Headers Of(DeadLetter letter, DateTimeOffset now)
    {
        var (delivery, headers) = (letter.Delivery, new Headers());
        foreach (var (name, value) in Original(delivery))
            headers.Add(name, value);
        headers.With(Pipeline, letter.Pipeline).With(Origin, delivery.Origin);
        if (delivery is KafkaDelivery kafka)
            headers.With(Topic, kafka.Topic).With(Partition, Text(kafka.Partition)).With(Offset, Text(kafka.Offset));
        return headers.With(ReasonType, letter.Reason.Type).With(Reason, Secrets.Mask(letter.Reason.Message))
            .With(Attempts, Text(delivery.Failures + 1)).With(At, now.ToString("O", CultureInfo.InvariantCulture));
    }

    public static Headers ResolvedBy(string pipeline, string origin, string who) =>
        new Headers().With(Pipeline, pipeline).With(Resolved, origin).With(By, who);

    public static bool IsOurs(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    public static string? Find(this Headers? headers, string name) =>
        headers is not null && headers.TryGetLastBytes(name, out var value) && value is not null ? Encoding.UTF8.GetString(value) : null;

    // As bytes where it has them: a value need not be text. Of a letter that died again, only the last death is told.
    private static IEnumerable<(string, byte[])> Original(Delivery delivery) => delivery is KafkaDelivery { RawHeaders: var raw }
        ? (raw ?? []).Where(h => !IsOurs(h.Key)).Select(h => (h.Key, h.GetValueBytes()))
        : delivery.Headers.Select(h => (h.Key, Encoding.UTF8.GetBytes(h.Value)));

    private static Headers With(this Headers headers, string name, string value)
    {
        headers.Add(name, Encoding.UTF8.GetBytes(value));
        return headers;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
