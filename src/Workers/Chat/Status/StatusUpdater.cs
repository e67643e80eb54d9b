using System.Data.Common;
using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>
/// The one who writes messages' statuses. With topics on the store, that and the end of the updates are one commit; elsewhere their
/// ids are noted in the transaction that writes them, so that each is written once.
/// </summary>
internal sealed class StatusUpdater(Store store, ChatTopics topics, Outcomes<StatusChange> outcomes) : IBatchHandler<StatusArrival>
{
    private readonly StatusTables tables = new(store.Dialect);
    private readonly Inbox inbox = new(store);

    public async ValueTask HandleAsync(IReadOnlyList<StatusArrival> messages, Batch batch, CancellationToken giveUp)
    {
        if (batch.Transaction is { } shared && topics.IsOn(store))
        {
            await WriteAsync(shared, messages, giveUp);
            return;
        }

        await using var connection = await store.OpenAsync(giveUp);
        await using var transaction = await store.BeginAsync(connection, giveUp);
        var isFirst = await inbox.FirstAsync(transaction, StatusServices.PipelineName, [.. messages.Select(m => m.Id)], giveUp);
        foreach (var again in messages.Where((_, i) => !isFirst[i]))
            outcomes.Set(again.Delivery, new StatusChange(again.Update, StatusEffect.Duplicate));
        await WriteAsync(transaction, [.. messages.Where((_, i) => isFirst[i])], giveUp);
        await transaction.CommitAsync(giveUp);
    }

    private async ValueTask WriteAsync(DbTransaction transaction, IReadOnlyList<StatusArrival> messages, CancellationToken giveUp)
    {
        if (messages.Count == 0)
            return;

        var fold = new StatusFold(await tables.ReadAsync(transaction, messages.Select(m => m.Update.MessageId), giveUp));
        foreach (var one in messages)
            outcomes.Set(one.Delivery, fold.Apply(one.Update));
        await tables.WriteAsync(transaction, fold, giveUp);
    }
}
