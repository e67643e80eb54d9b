using System.Data.Common;

namespace Penstock.Relational.Tests;

/// <summary>Stands in for a handler, whose effect is that a job is done.</summary>
internal sealed class TrackingSource(ISource inner) : BreakableSource(inner)
{
    public override async ValueTask<IReadOnlyList<Delivery>> SettleAsync(Batch batch, IReadOnlyList<Verdict> verdicts, CancellationToken giveUp)
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

        return await base.SettleAsync(batch, verdicts, giveUp);
    }
}
