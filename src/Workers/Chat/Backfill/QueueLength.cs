using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>Of the queue in the list's place. Counting stops at <see cref="QueueFigures.Cap"/>.</summary>
internal sealed class QueueLength(Store store, FallbackOptions options) : IFallbackLength
{
    private readonly QueueView view = new(store);

    public async ValueTask<long> ReadAsync(CancellationToken giveUp) =>
        (await view.ListAsync(giveUp)).FirstOrDefault(queue => queue.Queue == options.List) is { } figures
            ? figures.Waiting + figures.Later + figures.InHand
            : 0;
}
