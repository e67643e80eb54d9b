namespace Penstock.Tests;

/// <summary>Tells of every receive; what the listener throws, the source throws, with the batch given back.</summary>
internal sealed class ReceivingSource(ISource inner, Action<int, Batch> received) : ISource
{
    public Can Can => inner.Can;

    public async ValueTask<Batch> ReceiveAsync(int max, CancellationToken stopping)
    {
        var batch = await inner.ReceiveAsync(max, stopping);
        try
        {
            received(max, batch);
            return batch;
        }
        catch
        {
            await batch.DisposeAsync();
            throw;
        }
    }

    public ValueTask<IReadOnlyList<Delivery>> SettleAsync(Batch batch, IReadOnlyList<Verdict> verdicts, CancellationToken giveUp) =>
        inner.SettleAsync(batch, verdicts, giveUp);

    public ValueTask ExtendAsync(IReadOnlyCollection<Delivery> held, CancellationToken giveUp) => inner.ExtendAsync(held, giveUp);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
