using System.Data.Common;
using System.Text;
using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>
/// Takes dead letters of the outbox back into it, in the replay's own transaction: each as a new event with its old id, behind all of
/// its key that wait.
/// </summary>
public sealed class OutboxReturn(Store store) : IReturnPath
{
    internal const string Place = $"outbox:{OutboxTable.Name}";

    private const string Alias = "v";

    private readonly Dialect dialect = store.Dialect;

    public string Scheme => "outbox";

    public bool IsName(string name) => name == OutboxTable.Name;

    public async ValueTask ReturnAsync(DbTransaction transaction, string name, IReadOnlyList<Message> messages, CancellationToken giveUp)
    {
        var events = messages.Select(OutboxLetter.Read).ToList();
        var ids = Ids(events);
        await RunAsync(transaction, $"DELETE FROM {OutboxTable.Name} WHERE published AND id IN (SELECT {dialect.AsUuid("v.id")} FROM {dialect.From(ids)})", ids, giveUp);
        var rows = RowsOf(events);
        await RunAsync(transaction, InsertSql(rows), rows, giveUp);
    }

    // One that waits already, since somebody has unmarked it, is back.
    private string InsertSql(Rows rows) => $"""
        INSERT INTO {OutboxTable.Name} (id, aggregate_type, aggregate_id, event_type, payload, created_at, traceparent)
        SELECT {dialect.AsUuid("v.id")}, v.aggregate_type, {dialect.AsUuid("v.aggregate_id")}, v.event_type, {dialect.AsJson("v.payload")},
            {dialect.AsMoment("v.created_at")}, v.traceparent
        FROM {dialect.From(rows)} WHERE 1 = 1 ORDER BY v.place
        ON CONFLICT (id) DO NOTHING
        """;

    private async ValueTask RunAsync(DbTransaction transaction, string sql, Rows rows, CancellationToken giveUp)
    {
        var command = transaction.Command(sql);
        dialect.Bind(command, rows);
        await command.RunAsync(giveUp);
    }

    private static Rows Ids(List<OutboxEvent> events) => new Rows(Alias).Add("id", (string?[])[.. events.Select(e => e.Id.ToString("D"))]);

    private static Rows RowsOf(List<OutboxEvent> events) => Ids(events)
        .Add("place", [.. Enumerable.Range(0, events.Count)])
        .Add("aggregate_type", (string?[])[.. events.Select(e => e.AggregateType)])
        .Add("aggregate_id", (string?[])[.. events.Select(e => e.AggregateId.ToString("D"))])
        .Add("event_type", (string?[])[.. events.Select(e => e.Type)])
        .Add("payload", (string?[])[.. events.Select(e => Encoding.UTF8.GetString(e.Payload))])
        .Add("created_at", (DateTimeOffset[])[.. events.Select(e => e.CreatedAt)])
        .Add("traceparent", [.. events.Select(e => e.TraceParent)]);
}
