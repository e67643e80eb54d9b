using System.Data.Common;

namespace Penstock.Relational;

/// <summary>
/// Takes each message once, however often it comes: its id is written in the transaction of its effect, so that both are there or
/// neither is.
/// </summary>
public sealed class Inbox(Store store)
{
    private const string Alias = "came";

    private readonly string take =
        $"""
        INSERT INTO penstock_inbox (scope, id, taken_at)
        SELECT @scope, id, {store.Dialect.Now} FROM {store.Dialect.From(IdRows([]))} WHERE 1 = 1 ORDER BY id
        ON CONFLICT DO NOTHING RETURNING id
        """;

    /// <summary>
    /// Which of the messages come for the first time, in one statement. While another transaction takes one of them, this waits
    /// for its end.
    /// </summary>
    /// <param name="transaction">The effect's.</param>
    /// <param name="scope">Whose effect it is, such as the pipeline's name: each scope takes every message once.</param>
    /// <param name="ids">The messages' stable ids, such as their headers <see cref="OutgoingMessage.IdHeader"/>.</param>
    /// <param name="giveUp">Stop waiting.</param>
    /// <returns>For each of the ids, in their order, whether it is new. Of two that are equal only the first is.</returns>
    public async ValueTask<IReadOnlyList<bool>> FirstAsync(
        DbTransaction transaction, string scope, IReadOnlyList<string> ids, CancellationToken giveUp)
    {
        if (ids.Count == 0)
            return [];

        var command = transaction.Command(take, ("scope", scope));
        // In one order everywhere: else two batches that share messages could wait for each other.
        store.Dialect.Bind(command, IdRows([.. ids.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]));
        var fresh = new HashSet<string>(await command.ListAsync(r => r.GetString(0), giveUp), StringComparer.Ordinal);
        return [.. ids.Select(fresh.Remove)];
    }

    private static Rows IdRows(string?[] ids) => new Rows(Alias).Add("id", ids);
}
