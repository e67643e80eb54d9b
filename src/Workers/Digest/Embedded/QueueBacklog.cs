using Penstock.Relational;

namespace Penstock.Workers.Digest;

/// <summary>How the queue stands that takes the stream's place. Counts stop at <see cref="QueueFigures.Cap"/>.</summary>
internal sealed class QueueBacklog(Store store, DigestOptions options) : IDigestBacklog
{
    private readonly QueueView view = new(store);

    public async ValueTask<DigestBacklog> ReadAsync(CancellationToken giveUp)
    {
        var figures = (await view.ListAsync(giveUp)).FirstOrDefault(queue => queue.Queue == options.Stream);
        var dead = await DeadAsync(giveUp);
        return figures is null
            ? new DigestBacklog(0, 0, null, dead)
            : new DigestBacklog(figures.Waiting + figures.Later + figures.InHand, figures.Later + figures.InHand, figures.Oldest, dead);
    }

    private async ValueTask<long> DeadAsync(CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        return await connection.Command(
            $"SELECT count(*) FROM (SELECT 1 FROM penstock_dead_letters WHERE pipeline = @pipeline AND resolved_at IS NULL LIMIT {QueueFigures.Cap}) AS some",
            ("pipeline", DigestServices.PipelineName)).ScalarAsync<long>(giveUp);
    }
}
