using System.Data.Common;
using System.Text;
using Confluent.Kafka;

namespace Penstock.Kafka;

/// <summary>
/// Dead letters in a topic: key, value and headers as the message had them, and why, where from, when and after how many attempts in
/// headers <c>penstock-dead-…</c>. A letter is durable before its message is done; dying between the two leaves two records of one
/// origin, which <see cref="DeadTopicHome"/> shows as one letter.
/// </summary>
public sealed class KafkaDeadLetters(KafkaClient kafka, string topic, TimeProvider clock) : IDeadLetters
{
    // A letter carries more than its message did; the message came through, and so must the letter.
    private const int NoLimitOfOurs = int.MinValue;

    public async ValueTask ParkAsync(IReadOnlyList<DeadLetter> letters, DbTransaction? transaction, CancellationToken giveUp)
    {
        var (shipment, now) = (new Shipment(kafka, topic, letters.Count), clock.GetUtcNow());
        for (var i = 0; i < letters.Count; i++)
            shipment.Add(i, ToRecord(letters[i], now), NoLimitOfOurs);
        await shipment.SendAsync(giveUp);
        if (shipment.Worst() is { } worst)
            throw worst is RejectedException ? new DestinationException($"A dead letter is too large for {topic}: raise the topic's max.message.bytes.", worst) : worst;
    }

    private static Message<byte[]?, byte[]?> ToRecord(in DeadLetter letter, DateTimeOffset now) => new()
    {
        Key = letter.Delivery switch
        {
            KafkaDelivery kafka => kafka.KeyBytes?.ToArray(),
            { Key: { } key } => Encoding.UTF8.GetBytes(key),
            _ => null,
        },
        Value = letter.Delivery is KafkaDelivery { IsTombstone: true } ? null : letter.Delivery.Body.ToArray(),
        Headers = DeadHeaders.Of(letter, now),
    };
}
