using Penstock.Relational;
using Penstock.Workers.Marker;

namespace Penstock.TestWorker;

/// <summary>The marker's own handler, and what was asked for around it.</summary>
internal sealed class FaultyMarking(
    IBatchHandler<RowDelivery<CatalogRow>> marking, Asked asked, Input input, MarkFactory marks, Store store)
    : IBatchHandler<RowDelivery<CatalogRow>>
{
    private int frozen;

    public async ValueTask HandleAsync(IReadOnlyList<RowDelivery<CatalogRow>> messages, Batch batch, CancellationToken giveUp)
    {
        if (messages.FirstOrDefault(m => asked.KillOn.Contains(m.Id)) is { } killer)
        {
            Said.Line($"killed by {killer.Id} among {messages.Count}");
            Death.Now();
        }

        await marking.HandleAsync(messages, batch, giveUp);
        if (asked.Slow > TimeSpan.Zero)
            await BeSlowAsync(asked.Deaf ? CancellationToken.None : giveUp);
        if (asked.FreezeInHandler && Interlocked.Exchange(ref frozen, 1) == 0)
            await FreezeAsync(messages);
    }

    private async Task BeSlowAsync(CancellationToken giveUp)
    {
        Said.Line("slow");
        await Task.Delay(asked.Slow, TimeProvider.System, giveUp);
    }

    private async Task FreezeAsync(IReadOnlyList<RowDelivery<CatalogRow>> messages)
    {
        Said.Line("frozen in handler");
        await input.LineAsync();
        if (!asked.Fence)
            await MarkUnfencedAsync(messages);
    }

    // The mistake that the transaction guards against: an effect that doesn't ask whether the claim still holds.
    private async Task MarkUnfencedAsync(IReadOnlyList<RowDelivery<CatalogRow>> messages)
    {
        var made = marks.Fill(messages.Count);
        await using var connection = await store.OpenAsync(default);
        for (var i = 0; i < messages.Count; i++)
        {
            await connection.Command(
                "UPDATE des_source_catalog SET des_name = @name, des_status = 'marked' WHERE id = @id",
                ("name", made.Names[i]), ("id", messages[i].Id)).RunAsync(default);
        }
    }
}
