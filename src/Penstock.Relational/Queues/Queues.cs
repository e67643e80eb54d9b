using System.Data.Common;

namespace Penstock.Relational;

/// <summary>
/// Sends to the queues of a store. In the caller's own transaction a message is there exactly when the transaction commits; without
/// one it is there when the call returns. A queue begins with its first message.
/// </summary>
public sealed class Queues(Store store)
{
    private readonly string insert =
        $"""
        INSERT INTO penstock_messages ({MessageRows.Columns})
        SELECT {MessageRows.Values(store.Dialect)} FROM {store.Dialect.From(MessageRows.Of(string.Empty, []))} WHERE 1 = 1 ORDER BY place
        ON CONFLICT DO NOTHING
        """;

    /// <summary>A queue as an address: what its hints are called, and where a dead letter is sent again.</summary>
    public static string Address(string queue) => $"queue:{queue}";

    /// <returns>How many were added: less than were sent where their unique keys are in the queue already.</returns>
    public async ValueTask<int> SendAsync(string queue, IReadOnlyList<Message> messages, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        await using var transaction = await store.BeginAsync(connection, giveUp);
        var added = await InsertAsync(transaction, queue, messages, giveUp);
        await transaction.CommitAsync(giveUp);
        store.Hints.Send(Address(queue));
        return added;
    }

    /// <summary>Sends one message.</summary>
    /// <returns>Its id, or null where its unique key is in the queue already.</returns>
    public async ValueTask<long?> SendAsync(string queue, Message message, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        var command = connection.Command(insert + " RETURNING id");
        store.Dialect.Bind(command, MessageRows.Of(QueueName.Checked(queue), [message]));
        var id = await command.ScalarAsync<long?>(giveUp);
        store.Hints.Send(Address(queue));
        return id;
    }

    /// <summary>The same within the caller's transaction.</summary>
    public async ValueTask<int> SendAsync(DbTransaction transaction, string queue, IReadOnlyList<Message> messages, CancellationToken giveUp)
    {
        var added = await InsertAsync(transaction, queue, messages, giveUp);
        // Too early if the caller commits late: whoever wakes looks again, in growing steps.
        store.Hints.Send(Address(queue));
        return added;
    }

    private async ValueTask<int> InsertAsync(DbTransaction transaction, string queue, IReadOnlyList<Message> messages, CancellationToken giveUp)
    {
        if (messages.Count == 0)
            return 0;

        if (messages.All(m => m.UniqueKey is null && m.Delay <= TimeSpan.Zero))
        {
            await store.InsertAsync(transaction, "penstock_messages", MessageRows.Plain(QueueName.Checked(queue), messages), giveUp);
            return messages.Count;
        }

        var command = transaction.Command(insert);
        store.Dialect.Bind(command, MessageRows.Of(QueueName.Checked(queue), messages));
        return await command.RunAsync(giveUp);
    }
}
