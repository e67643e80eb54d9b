using System.Data.Common;

namespace Penstock.Relational;

/// <summary>Takes replayed letters back to addresses of one scheme.</summary>
public interface IReturnPath
{
    /// <summary>What stands before the colon of an address: <c>queue</c>.</summary>
    string Scheme { get; }

    /// <summary>Whether the rest of the address is a name of this path.</summary>
    bool IsName(string name);

    /// <summary>
    /// Sends in the order given. What is on the store is written in the transaction, and is there exactly when the letters are
    /// replayed; what is elsewhere must bear being sent again.
    /// </summary>
    ValueTask ReturnAsync(DbTransaction transaction, string name, IReadOnlyList<Message> messages, CancellationToken giveUp);
}
