using System.Data.Common;

namespace Penstock.Relational;

/// <summary>
/// The operator's side: what is wanted of the pipelines on a store, and what their replicas do. Replicas obey within 2 seconds;
/// of two changes at once the later one holds, and both are in the audit log.
/// </summary>
public sealed class ControlStore(Store store, Audit? audit = null)
{
    /// <summary>What hints of a change are called.</summary>
    internal const string Subject = "control";

    private const string Limiting = "limit";

    // Its owner's row says that a process lives. While it is expired and nobody has removed it, nobody knows.
    private readonly string statuses =
        $"""
        SELECT {ControlText.DesiredColumns}, r.owner, r.place, r.generation, r.state, r.in_hand, r.updated_at,
            CASE WHEN o.expires_at >= {store.Dialect.Now} THEN 1 ELSE 0 END
        FROM penstock_pipelines p LEFT JOIN penstock_replicas r ON r.pipeline = p.name LEFT JOIN penstock_owners o ON o.id = r.owner
        """;

    private readonly Audit audit = audit ?? new Audit(store);

    /// <summary>Every pipeline that ever ran on the store, by name.</summary>
    public ValueTask<IReadOnlyList<PipelineStatus>> ListAsync(CancellationToken giveUp) => ReadAsync(null, giveUp);

    /// <returns>Null where no such pipeline ever ran.</returns>
    public async ValueTask<PipelineStatus?> FindAsync(string pipeline, CancellationToken giveUp) =>
        (await ReadAsync(pipeline, giveUp)).SingleOrDefault();

    /// <returns>What is wanted now; null where no such pipeline ever ran.</returns>
    public ValueTask<Desired?> SteerAsync(string pipeline, DesiredState state, Operator by, CancellationToken giveUp) =>
        ChangeAsync(pipeline, "state = @state", ("state", ControlText.Of(state)), Entry(pipeline, Verb(state), null, by), giveUp);

    /// <param name="pipeline">Its name.</param>
    /// <param name="perSecond">Deliveries a second over all replicas together, above 0; null lifts the limit.</param>
    /// <param name="by">Who changes it.</param>
    /// <param name="giveUp">Stop waiting.</param>
    /// <returns>What is wanted now; null where no such pipeline ever ran.</returns>
    public ValueTask<Desired?> LimitAsync(string pipeline, double? perSecond, Operator by, CancellationToken giveUp)
    {
        if (perSecond is { } rate && !(rate > 0 && double.IsFinite(rate)))
            throw new ArgumentOutOfRangeException(nameof(perSecond), rate, "A number above 0 is allowed, or null for no limit.");

        return ChangeAsync(
            pipeline, "rate = @rate", ("rate", perSecond), Entry(pipeline, Limiting, ControlText.OfRate(perSecond), by), giveUp);
    }

    private static string Verb(DesiredState state) => state switch
    {
        DesiredState.Paused => "pause",
        DesiredState.Draining => "drain",
        _ => "resume",
    };

    private static AuditEntry Entry(string pipeline, string action, string? details, Operator by) => new(by.Who, action, pipeline, details, by.Why);

    private async ValueTask<Desired?> ChangeAsync(
        string pipeline, string set, (string Name, object? Value) value, AuditEntry entry, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        await using var transaction = await store.BeginAsync(connection, giveUp);
        var changed = await transaction.Command(
            $"""
            UPDATE penstock_pipelines AS p SET {set}, generation = generation + 1, changed_by = @who, changed_at = {store.Dialect.Now}, why = @why
            WHERE name = @pipeline RETURNING {ControlText.DesiredColumns.Replace("p.", string.Empty, StringComparison.Ordinal)}
            """,
            value, ("who", entry.Who), ("why", entry.Why), ("pipeline", pipeline)).ListAsync(ControlText.Desired, giveUp);
        if (changed is not [var desired])
            return null;

        if (entry.Action == Limiting)
            await Permits.SetAsync(store.Dialect, transaction, pipeline, desired.Rate, giveUp);
        await audit.WriteAsync(transaction, entry, giveUp);
        await transaction.CommitAsync(giveUp);
        store.Hints.Send(Subject);
        return desired;
    }

    private async ValueTask<IReadOnlyList<PipelineStatus>> ReadAsync(string? pipeline, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        var rows = await connection.Command(
            $"{statuses} {(pipeline is null ? string.Empty : "WHERE p.name = @pipeline")} ORDER BY p.name, r.owner",
            pipeline is null ? [] : [("pipeline", pipeline)]).ListAsync(r => (Desired: ControlText.Desired(r), Replica: ReadReplica(r)), giveUp);
        return
        [
            .. rows.GroupBy(r => r.Desired.Pipeline, StringComparer.Ordinal)
                .Select(g => new PipelineStatus(g.First().Desired, [.. g.Select(r => r.Replica).OfType<Replica>()])),
        ];
    }

    private static Replica? ReadReplica(DbDataReader row) => row.IsDBNull(7) ? null : new Replica(
        row.GetInt64(7), row.GetString(8), row.GetInt64(9), ControlText.Parse<PipelineState>(row.GetString(10)), row.GetInt32(11),
        row.GetFieldValue<DateTimeOffset>(12), row.GetInt32(13) == 1);
}
