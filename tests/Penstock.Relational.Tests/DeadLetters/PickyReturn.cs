using System.Data.Common;
using System.Text;

namespace Penstock.Relational.Tests;

/// <summary>Takes back anything but one body, and has written the others of the call when it refuses.</summary>
internal sealed class PickyReturn(string refused) : IReturnPath
{
    public string Scheme => "queue";

    public bool IsName(string name) => true;

    public async ValueTask ReturnAsync(DbTransaction transaction, string name, IReadOnlyList<Message> messages, CancellationToken giveUp)
    {
        foreach (var message in messages)
        {
            await transaction.Command(
                "INSERT INTO penstock_messages (queue, body, enqueued_at) VALUES ('q', @body, CURRENT_TIMESTAMP)", ("body", message.Body.ToArray())).RunAsync(giveUp);
            if (Encoding.UTF8.GetString(message.Body.Span) == refused)
                throw new InvalidOperationException("not this one");
        }
    }
}
