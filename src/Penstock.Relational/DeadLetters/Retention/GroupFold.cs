using System.Data.Common;

namespace Penstock.Relational;

/// <summary>Puts the changes of a group's counts together, so that a sum over them stays short.</summary>
internal sealed class GroupFold(Store store)
{
    private const int MostChanges = 1_000;
    private const int MostGroups = 1_000;

    public async ValueTask RunAsync(CancellationToken stopping)
    {
        await using var connection = await store.OpenAsync(stopping);
        var groups = await connection.Command($"""
            SELECT pipeline, fingerprint FROM penstock_dead_letter_groups GROUP BY pipeline, fingerprint
            HAVING count(*) > 1 OR sum(parked) = 0 AND sum(resolved) = 0 LIMIT {MostGroups}
            """).ListAsync(row => (row.GetString(0), row.GetString(1)), stopping);
        foreach (var (pipeline, fingerprint) in groups)
        {
            while (await FoldAsync(connection, pipeline, fingerprint, stopping) == MostChanges)
                stopping.ThrowIfCancellationRequested();
        }
    }

    private async ValueTask<int> FoldAsync(DbConnection connection, string pipeline, string fingerprint, CancellationToken stopping)
    {
        await using var transaction = await store.BeginAsync(connection, stopping);
        // The folded row is the newest again, so the next turn takes what is behind it too.
        var changes = await transaction.Command($"""
            DELETE FROM penstock_dead_letter_groups WHERE id IN (
                SELECT id FROM penstock_dead_letter_groups WHERE pipeline = @pipeline AND fingerprint = @fingerprint ORDER BY id LIMIT {MostChanges})
            RETURNING parked, resolved, reason_type, reason_text, first_at, last_at
            """, ("pipeline", pipeline), ("fingerprint", fingerprint)).ListAsync(Read, stopping);
        var sum = new Change(
            changes.Sum(c => c.Parked), changes.Sum(c => c.Resolved), changes.Max(c => c.Type), changes.Max(c => c.Text), changes.Min(c => c.FirstAt), changes.Max(c => c.LastAt));
        if (sum is not { Parked: 0, Resolved: 0 })
            await WriteAsync(transaction, pipeline, fingerprint, sum, stopping);
        await transaction.CommitAsync(stopping);
        return changes.Count;
    }

    private async ValueTask WriteAsync(DbTransaction transaction, string pipeline, string fingerprint, Change change, CancellationToken stopping) =>
        await transaction.Command(
            """
            INSERT INTO penstock_dead_letter_groups (pipeline, fingerprint, reason_type, reason_text, parked, resolved, first_at, last_at)
            VALUES (@pipeline, @fingerprint, @type, @text, @parked, @resolved, @first, @last)
            """,
            ("pipeline", pipeline), ("fingerprint", fingerprint), ("type", change.Type), ("text", change.Text),
            ("parked", change.Parked), ("resolved", change.Resolved), ("first", Column(change.FirstAt)), ("last", Column(change.LastAt))).RunAsync(stopping);

    private object? Column(DateTimeOffset? moment) => moment is { } at ? store.Dialect.ToColumn(at) : null;

    private static Change Read(DbDataReader row) => new(
        row.GetInt64(0),
        row.GetInt64(1),
        LetterReader.Text(row, 2),
        LetterReader.Text(row, 3),
        row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4),
        row.IsDBNull(5) ? null : row.GetFieldValue<DateTimeOffset>(5));

    private sealed record Change(long Parked, long Resolved, string? Type, string? Text, DateTimeOffset? FirstAt, DateTimeOffset? LastAt);
}
