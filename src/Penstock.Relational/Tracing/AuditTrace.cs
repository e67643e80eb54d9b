using System.Data.Common;

namespace Penstock.Relational;

/// <summary>
/// What the audit log knows of a message: entries whose target is its origin. What is done to letters from here stands in their own
/// history, which <see cref="DeadLetterTrace"/> reads.
/// </summary>
internal sealed class AuditTrace(Store store) : ITraceReader
{
    public async Task<IReadOnlyList<TraceFact>> ReadAsync(string origin, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        if (await store.ColumnsAsync(connection, null, "penstock_audit", giveUp) is null)
            return [];
        return await connection.Command(
            $"""
            SELECT {store.Dialect.SecondsBetween("a.at", store.Dialect.Now)}, a.who, a.action, a.details, a.why
            FROM penstock_audit a WHERE a.target = @origin ORDER BY a.id
            """,
            ("origin", origin)).ListAsync(FactOf, giveUp);
    }

    private static TraceFact FactOf(DbDataReader row)
    {
        var (who, action, details, why) = (row.GetString(1), row.GetString(2), row.Text(3), row.Text(4));
        return new TraceFact(
            "audit",
            $"{action} by {who}{(details is null ? "" : $": {details}")}{(why is null ? "" : $" ({why})")}",
            TimeSpan.FromSeconds(row.GetDouble(0)),
            new Dictionary<string, object?> { ["action"] = action, ["who"] = who, ["details"] = details, ["why"] = why });
    }
}
