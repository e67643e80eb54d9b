using System.Data.Common;

namespace Penstock.Relational;

/// <summary>Who changed what, when and why. An entry is there exactly when the change is.</summary>
public sealed class Audit(Store store, AuditOptions? options = null)
{
    // Each entry takes a few of the oldest along: the log stays bounded, and nothing is ever cleaned at once.
    private const int OldestAtOnce = 10;

    private readonly AuditOptions options = (options ?? new AuditOptions()).Validated();

    /// <summary>Writes an entry down in the transaction of the change itself.</summary>
    public async ValueTask WriteAsync(DbTransaction transaction, AuditEntry entry, CancellationToken giveUp)
    {
        var id = await transaction.Command(
            $"""
            INSERT INTO penstock_audit (at, who, action, target, details, why)
            VALUES ({store.Dialect.Now}, @who, @action, @target, @details, @why) RETURNING id
            """,
            ("who", entry.Who), ("action", entry.Action), ("target", entry.Target), ("details", entry.Details), ("why", entry.Why)).ScalarAsync<long>(giveUp);
        await transaction.Command(
            $"""
            DELETE FROM penstock_audit WHERE id IN (
                SELECT a.id FROM penstock_audit a WHERE a.id <= @last ORDER BY a.id LIMIT {OldestAtOnce} {store.Dialect.SkipLocked("a")})
            """,
            ("last", id - options.Keep)).RunAsync(giveUp);
    }

    /// <summary>The newest entries first.</summary>
    /// <param name="target">Only of this target; null for all.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="giveUp">Stop waiting.</param>
    public async ValueTask<IReadOnlyList<AuditLine>> ListAsync(string? target, int limit, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        return await connection.Command(
            $"""
            SELECT id, at, who, action, target, details, why FROM penstock_audit {(target is null ? string.Empty : "WHERE target = @target")}
            ORDER BY id DESC LIMIT {limit}
            """,
            target is null ? [] : [("target", target)]).ListAsync(Read, giveUp);
    }

    private static AuditLine Read(DbDataReader row) => new(row.GetInt64(0), row.GetFieldValue<DateTimeOffset>(1), new AuditEntry(
        row.GetString(2), row.GetString(3), row.GetString(4), row.Text(5), row.Text(6)));
}
