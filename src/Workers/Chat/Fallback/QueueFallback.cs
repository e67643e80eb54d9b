using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>A queue of the store in the list's place, where there is no Redis; a conversation stays in order by its key.</summary>
internal sealed class QueueFallback(Queues queues) : IFallback
{
    public async ValueTask AddAsync(OutgoingMessage message, CancellationToken giveUp) =>
        await queues.SendAsync(ChatKeys.FallbackQueue, new Message(message.Body) { Key = message.Key, Headers = message.Headers }, giveUp);
}
