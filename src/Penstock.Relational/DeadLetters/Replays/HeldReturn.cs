using System.Data.Common;

namespace Penstock.Relational;

/// <summary>Letters whose messages wait at their source: whoever holds one sees that it is replayed, and handles it at its place.</summary>
internal sealed class HeldReturn : IReturnPath
{
    public string Scheme => DeadLetter.HeldScheme;

    public bool IsName(string name) => name.Length > 0;

    public ValueTask ReturnAsync(DbTransaction transaction, string name, IReadOnlyList<Message> messages, CancellationToken giveUp) => ValueTask.CompletedTask;
}
