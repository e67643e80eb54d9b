using System.Data.Common;
using System.Text.Json;
using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>Messages' statuses and their history: one statement each for a batch.</summary>
internal sealed class StatusTables(Dialect dialect)
{
    private const string Alias = "v";

    private readonly string read = $"""
        SELECT {dialect.AsText("m.id")}, m.status FROM messages m
        WHERE m.id IN (SELECT {dialect.AsUuid("v.id")} FROM {dialect.From(Ids([]))}) ORDER BY m.id {dialect.Hold("m")}
        """;

    private readonly string write = $"""
        UPDATE messages AS m SET status = v.status, updated_at = {dialect.UtcNow()} FROM {dialect.From(Statuses([]))} WHERE m.id = {dialect.AsUuid("v.id")}
        """;

    private readonly string keep = $"""
        INSERT INTO message_status_history (message_id, status, channel, timestamp, details)
        SELECT {dialect.AsUuid("v.id")}, v.status, v.channel, {dialect.AsMoment("v.at")}, {dialect.AsJson("v.details")}
        FROM {dialect.From(History([]))} WHERE 1 = 1 ORDER BY v.place
        """;

    /// <summary>The statuses of messages, which nobody else changes until the transaction ends. In one order everywhere, so that nobody waits in a circle.</summary>
    public async ValueTask<Dictionary<Guid, MessageStatus>> ReadAsync(DbTransaction transaction, IEnumerable<Guid> messages, CancellationToken giveUp)
    {
        var command = transaction.Command(read);
        dialect.Bind(command, Ids([.. messages.Distinct().Select(id => id.ToString("D"))]));
        var rows = await command.ListAsync(row => (Id: Guid.Parse(row.GetString(0)), Status: StatusOf(row.GetString(1))), giveUp);
        return rows.ToDictionary(row => row.Id, row => row.Status);
    }

    public async ValueTask WriteAsync(DbTransaction transaction, StatusFold fold, CancellationToken giveUp)
    {
        if (fold.Changed.Count > 0)
            await RunAsync(transaction, write, Statuses(fold.Changed), giveUp);
        if (fold.History.Count > 0)
            await RunAsync(transaction, keep, History(fold.History), giveUp);
    }

    private async ValueTask RunAsync(DbTransaction transaction, string sql, Rows rows, CancellationToken giveUp)
    {
        var command = transaction.Command(sql);
        dialect.Bind(command, rows);
        await command.RunAsync(giveUp);
    }

    private static MessageStatus StatusOf(string label) =>
        MessageStatusRules.TryParse(label, out var status) ? status : throw new InvalidOperationException($"Column messages.status has '{label}', which is no status.");

    private static Rows Ids(string?[] ids) => new Rows(Alias).Add("id", ids);

    private static Rows Statuses(IReadOnlyCollection<KeyValuePair<Guid, MessageStatus>> changed) => new Rows(Alias)
        .Add("id", [.. changed.Select(c => c.Key.ToString("D"))])
        .Add("status", [.. changed.Select(c => c.Value.Label())]);

    private static Rows History(List<StatusUpdate> updates) => new Rows(Alias)
        .Add("id", [.. updates.Select(u => u.MessageId.ToString("D"))])
        .Add("status", [.. updates.Select(u => u.Status.Label())])
        .Add("channel", [.. updates.Select(u => u.Channel)])
        .Add("at", [.. updates.Select(u => u.At)])
        .Add("details", [.. updates.Select(DetailsOf)])
        .Add("place", [.. Enumerable.Range(0, updates.Count)]);

    private static string? DetailsOf(StatusUpdate update) => update switch
    {
        { Details: { } details } => details.GetRawText(),
        { UserId: { } user } => JsonSerializer.Serialize(new Dictionary<string, long>(StringComparer.Ordinal) { ["user_id"] = user }, StatusJson.Default.DictionaryStringInt64),
        _ => null,
    };
}
