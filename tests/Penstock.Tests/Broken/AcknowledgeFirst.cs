namespace Penstock.Tests;

/// <summary>Completes what it gives before anybody has handled it.</summary>
internal sealed class AcknowledgeFirst(ISource inner) : ISource
{
    public Can Can => inner.Can;

    public async ValueTask<Batch> ReceiveAsync(int max, CancellationToken stopping)
    {
        var batch = await inner.ReceiveAsync(max, stopping);
        if (batch.Items.Count > 0)
            await inner.SettleAsync(batch, [.. batch.Items.Select(d => new Verdict(d, Settlement.Complete.Instance))], CancellationToken.None);
        return batch;
    }

    public ValueTask<IReadOnlyList<Delivery>> SettleAsync(Batch batch, IReadOnlyList<Verdict> verdicts, CancellationToken giveUp) => new([]);

    public ValueTask ExtendAsync(IReadOnlyCollection<Delivery> held, CancellationToken giveUp) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
