using System.Data.Common;

namespace Penstock.Relational;

/// <summary>Ends letters: state, history and counts in the caller's transaction. Those that are resolved already stay as they are.</summary>
internal sealed class LetterResolution(Dialect dialect)
{
    /// <returns>How many it ended.</returns>
    public async ValueTask<int> ResolveAsync(DbTransaction transaction, IReadOnlyCollection<long> ids, string state, string who, CancellationToken giveUp)
    {
        if (ids.Count == 0)
            return 0;

        var rows = new Rows("v").Add("id", [.. ids]);
        var command = transaction.Command($"""
            UPDATE penstock_dead_letters SET state = @state, resolved_at = {dialect.Now}, resolved_by = @who
            WHERE id IN (SELECT v.id FROM {dialect.From(rows)}) AND resolved_at IS NULL RETURNING id, pipeline, fingerprint
            """, ("state", state), ("who", who));
        dialect.Bind(command, rows);
        var counts = new GroupCounts(dialect);
        var ended = await command.ListAsync(
            row =>
            {
                counts.Add(row.GetString(1), row.GetString(2), -1, 1);
                return row.GetInt64(0);
            },
            giveUp);
        await counts.WriteAsync(transaction, giveUp);
        await WriteHistoryAsync(transaction, ended, state, who, giveUp);
        return ended.Count;
    }

    private async ValueTask WriteHistoryAsync(DbTransaction transaction, List<long> ids, string what, string who, CancellationToken giveUp)
    {
        if (ids.Count == 0)
            return;

        var rows = new Rows("v").Add("id", [.. ids]);
        var command = transaction.Command($"""
            INSERT INTO penstock_dead_letter_history (letter, at, who, what)
            SELECT v.id, {dialect.Now}, @who, @what FROM {dialect.From(rows)}
            """, ("who", who), ("what", what));
        dialect.Bind(command, rows);
        await command.RunAsync(giveUp);
    }
}
