using System.Data.Common;

namespace Penstock.Relational;

/// <summary>A sender into a store, which can also send within a transaction there.</summary>
internal interface IStoreSender : ISender
{
    Store Store { get; }

    ValueTask SendAsync(DbTransaction transaction, IReadOnlyList<OutgoingMessage> messages, CancellationToken giveUp);
}
