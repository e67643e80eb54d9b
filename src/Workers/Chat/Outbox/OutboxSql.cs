using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>The statements of the poller.</summary>
internal sealed class OutboxSql(Dialect dialect)
{
    private const string Columns = "position, bucket, order_key, failures, id, aggregate_type, aggregate_id, event_type, payload, created_at, traceparent";

    private string Read => $"""
        c.position, c.order_key, c.failures, {dialect.AsText("c.id")}, c.aggregate_type, {dialect.AsText("c.aggregate_id")}, c.event_type,
        {dialect.AsText("c.payload")}, c.created_at, c.traceparent, c.bucket, {dialect.TransactionId}
        """;

    private string Now => dialect.UtcNow();

    /// <summary>
    /// The next of some buckets (<c>@b0</c>, above <c>@f0</c> …), merged in the order of their indexes, so that no more is read than taken. An
    /// event of a key is left where another one of it is ahead that isn't taken: it waits for its next attempt, or was handed back.
    /// </summary>
    public string Claim(int buckets) => $"""
        WITH waiting AS MATERIALIZED (
                SELECT w.order_key FROM {OutboxTable.Name} w WHERE NOT w.published AND w.next_attempt_at IS NOT NULL AND w.next_attempt_at > {Now}),
            c AS MATERIALIZED (
            SELECT * FROM ({string.Join(" UNION ALL ", Enumerable.Range(0, buckets).Select(Branch))}) u ORDER BY position LIMIT @max)
        SELECT {Read} FROM c
        WHERE c.order_key NOT IN (
            SELECT k.order_key FROM (SELECT DISTINCT order_key, floor FROM c) k
            WHERE EXISTS (SELECT 1 FROM {OutboxTable.Name} w WHERE NOT w.published AND w.order_key = k.order_key AND w.position <= k.floor))
        ORDER BY c.position
        """;

    public string Reclaim(Rows positions) => $"""
        SELECT {Read} FROM {OutboxTable.Name} c WHERE NOT c.published AND {dialect.IsAmong("c.position", positions)} ORDER BY c.position
        """;

    public string Mark(Rows positions) => $"""
        UPDATE {OutboxTable.Name} SET published = {dialect.True}, published_at = {Now}, next_attempt_at = NULL, error_message = NULL
        WHERE {dialect.IsAmong("position", positions)}
        """;

    public string Fail(Rows failed) => $"""
        UPDATE {OutboxTable.Name} AS o SET
            failures = v.failures, version = o.version + 1, error_message = v.error,
            published = (v.seconds IS NULL), published_at = CASE WHEN v.seconds IS NULL THEN {Now} END,
            next_attempt_at = CASE WHEN v.seconds IS NOT NULL THEN {Later("v.seconds")} END
        FROM {dialect.From(failed)} WHERE o.position = v.position
        """;

    private string Later(string seconds) => dialect.IsPostgres() ? $"{Now} + make_interval(secs => {seconds})" : dialect.NowPlus(seconds);

    private string Branch(int i) => $"""
        {(dialect.IsPostgres() ? "(" : "SELECT * FROM (")}SELECT {Columns}, {Typed($"@f{i}", "bigint")} AS floor FROM {OutboxTable.Name} o
        WHERE NOT o.published{(dialect.IsPostgres() ? $" AND o.bucket = @b{i}" : "")} AND o.position > {Typed($"@f{i}", "bigint")}
            AND (o.next_attempt_at IS NULL OR o.next_attempt_at <= {Now})
            AND o.order_key NOT IN (SELECT order_key FROM waiting)
        ORDER BY o.position LIMIT @max)
        """;

    private string Typed(string parameter, string type) => dialect.IsPostgres() ? $"CAST({parameter} AS {type})" : parameter;
}
