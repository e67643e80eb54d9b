using System.Data.Common;

namespace Penstock.Relational.Tests;

/// <summary>Stands in for a handler, whose effect is that a job is done; and knows the batch in hand, so that its connection can be broken.</summary>
internal sealed class TrackingSource(ISource inner) : ISource
{
    private Batch? held;

    public Can Can => inner.Can;

    public async ValueTask<Batch> ReceiveAsync(int max, CancellationToken stopping)
    {
        var batch = await inner.ReceiveAsync(max, stopping);
        held = batch.Items.Count > 0 ? batch : held;
        return batch;
    }

    public async ValueTask<IReadOnlyList<Delivery>> SettleAsync(Batch batch, IReadOnlyList<Verdict> verdicts, CancellationToken giveUp)
    {
        try
        {
            foreach (var verdict in verdicts.Where(v => v.Settlement is Settlement.Complete))
                await batch.Transaction!.Command($"UPDATE jobs SET done = NOT done WHERE id = {verdict.Delivery.Origin}").RunAsync(giveUp);
        }
        catch (Exception error) when (error is DbException or InvalidOperationException or NullReferenceException or ObjectDisposedException)
        {
            // The transaction is over: a lost one, or one that was settled before.
        }

        return await inner.SettleAsync(batch, verdicts, giveUp);
    }

    public ValueTask ExtendAsync(IReadOnlyCollection<Delivery> held, CancellationToken giveUp) => inner.ExtendAsync(held, giveUp);

    public async ValueTask BreakAsync()
    {
        if (held?.Transaction?.Connection is { } connection)
            await connection.CloseAsync();
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
