using System.Data.Common;
using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>In the transaction that publishes them: both are there or neither is.</summary>
internal sealed class InboxRouted(Store store) : IRoutedBefore
{
    private readonly Inbox inbox = new(store);

    public ValueTask<IReadOnlyList<bool>> FirstAsync(IReadOnlyList<string> ids, DbTransaction? transaction, CancellationToken giveUp) =>
        inbox.FirstAsync(transaction!, RouterServices.PipelineName, ids, giveUp);

    public ValueTask PublishedAsync(IReadOnlyList<string> ids, CancellationToken giveUp) => ValueTask.CompletedTask;
}
