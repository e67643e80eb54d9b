using System.Data.Common;

namespace Penstock.Workers.Chat;

/// <summary>Remembers for a day which messages were routed.</summary>
internal interface IRoutedBefore
{
    /// <summary>Which of them come for the first time; of two that are equal only the first does. Asked before they are published.</summary>
    ValueTask<IReadOnlyList<bool>> FirstAsync(IReadOnlyList<string> ids, DbTransaction? transaction, CancellationToken giveUp);

    /// <summary>Called when they are published: noted before, a crash would lose what was not.</summary>
    ValueTask PublishedAsync(IReadOnlyList<string> ids, CancellationToken giveUp);
}
