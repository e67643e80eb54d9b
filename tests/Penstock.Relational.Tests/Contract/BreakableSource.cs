namespace Penstock.Relational.Tests;

/// <summary>Knows the batch in hand, so that its connection can be broken.</summary>
internal class BreakableSource(ISource inner) : ISource
{
    private Batch? held;

    public Can Can => inner.Can;

    public async ValueTask<Batch> ReceiveAsync(int max, CancellationToken stopping)
    {
        var batch = await inner.ReceiveAsync(max, stopping);
        held = batch.Items.Count > 0 ? batch : held;
        return batch;
    }

    public virtual ValueTask<IReadOnlyList<Delivery>> SettleAsync(Batch batch, IReadOnlyList<Verdict> verdicts, CancellationToken giveUp) =>
        inner.SettleAsync(batch, verdicts, giveUp);

    public ValueTask ExtendAsync(IReadOnlyCollection<Delivery> held, CancellationToken giveUp) => inner.ExtendAsync(held, giveUp);

    public async ValueTask BreakAsync()
    {
        if (held?.Transaction?.Connection is { } connection)
            await connection.CloseAsync();
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
