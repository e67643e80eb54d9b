using System.Data.Common;

namespace Penstock.Relational;

/// <summary>Back into a queue of the same store, in the replay's own transaction.</summary>
public sealed class QueueReturn(Queues queues) : IReturnPath
{
    public string Scheme => "queue";

    public bool IsName(string name) => QueueName.IsAllowed(name);

    public async ValueTask ReturnAsync(DbTransaction transaction, string name, IReadOnlyList<Message> messages, CancellationToken giveUp) =>
        await queues.SendAsync(transaction, name, messages, giveUp);
}
