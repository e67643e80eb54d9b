using System.Data.Common;
using System.Globalization;

namespace Penstock.Relational;

/// <summary>
/// Messages to a destination elsewhere, written beside the effect they tell of: they are sent exactly when its transaction
/// commits, in order of their keys, by a pipeline over the queue <see cref="QueueOf"/> with an <see cref="OutboxRelay"/>.
/// </summary>
public sealed class Outbox(Store store)
{
    private readonly Queues queues = new(store);

    /// <summary>The queue in which a destination's messages wait: <c>outbox/{destination}</c>.</summary>
    public static string QueueOf(string destination) => QueueName.Checked($"outbox/{destination}");

    /// <summary>
    /// Each message gets a <see cref="OutgoingMessage.IdHeader"/> unless it has one: it is sent at least once, and its receiver
    /// takes it once by that id.
    /// </summary>
    public async ValueTask SendAsync(DbTransaction transaction, string destination, IReadOnlyList<OutgoingMessage> messages, CancellationToken giveUp) =>
        await queues.SendAsync(transaction, QueueOf(destination), [.. messages.Select(Identified)], giveUp);

    private static Message Identified(OutgoingMessage message) => new(message.Body)
    {
        Key = message.Key,
        Headers = message.Headers.ContainsKey(OutgoingMessage.IdHeader)
            ? message.Headers
            : new Dictionary<string, string>(message.Headers, StringComparer.Ordinal)
            {
                [OutgoingMessage.IdHeader] = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture),
            },
    };
}
