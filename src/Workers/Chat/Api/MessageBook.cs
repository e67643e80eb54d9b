using System.Data.Common;
using System.Text;
using System.Text.Json;
using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>The tables as the API uses them: who may write where, messages with their outbox, how far one has come.</summary>
internal sealed class MessageBook(Store store)
{
    private readonly Dialect dialect = store.Dialect;

    /// <summary>The sender's name, if the user may write to the conversation.</summary>
    /// <exception cref="ApiException">There is no such conversation, or the user is no member of it.</exception>
    public static async ValueTask<string> SenderAsync(DbConnection connection, long conversation, long user, CancellationToken giveUp)
    {
        var found = await connection.Command(
            """
            SELECT u.username FROM conversations c
            LEFT JOIN conversation_members m ON m.conversation_id = c.id AND m.user_id = @user
            LEFT JOIN users u ON u.id = m.user_id WHERE c.id = @conversation
            """,
            ("conversation", conversation), ("user", user)).ListAsync(r => r.Text(0), giveUp);
        if (found is not [var name])
            throw ApiException.NotFound($"conversation {conversation}");
        return name ?? throw ApiException.Forbidden(conversation);
    }

    /// <exception cref="ApiException">The user is no member of the conversation.</exception>
    public async ValueTask RequireMemberAsync(long conversation, long user, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        await SenderAsync(connection, conversation, user, giveUp);
    }

    /// <summary>Writes the message, and the event that tells of it, unless it is there.</summary>
    /// <param name="transaction">Both in one.</param>
    /// <param name="message">With its sender.</param>
    /// <param name="withEvent">False where the caller publishes it.</param>
    /// <param name="traceparent">The request's trace.</param>
    /// <param name="giveUp">Stops waiting.</param>
    /// <returns>Whether it is new.</returns>
    /// <exception cref="ApiException">Another message has that id.</exception>
    public async ValueTask<bool> AddAsync(DbTransaction transaction, ChatMessage message, bool withEvent, string? traceparent, CancellationToken giveUp)
    {
        var added = await transaction.Command(
            $"""
            INSERT INTO messages (id, conversation_id, sender_id, payload, channels, created_at)
            VALUES ({dialect.AsUuid("@id")}, @conversation, @sender, {dialect.AsJson("@payload")}, {dialect.AsJson("@channels")}, @at)
            ON CONFLICT (id) DO NOTHING
            """,
            ("id", message.MessageId.ToString("D")), ("conversation", message.ConversationId), ("sender", message.SenderId),
            ("payload", PayloadText(message)), ("channels", JsonSerializer.Serialize(message.Channels, ChatMessageJson.Json.IReadOnlyListString)),
            ("at", MomentOf(message.CreatedAt))).RunAsync(giveUp) > 0;
        if (!added)
            await RequireSameAsync(transaction, message, giveUp);
        else if (withEvent)
            await AddEventAsync(transaction, message, traceparent, giveUp);
        return added;
    }

    /// <summary>A message with its history, oldest first; null where there is none.</summary>
    public async ValueTask<StoredMessage?> FindAsync(Guid id, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        var found = await connection.Command(
            $"""
            SELECT m.conversation_id, m.sender_id, {dialect.AsText("m.payload")}, {dialect.AsText("m.channels")}, m.status, m.created_at, m.updated_at
            FROM messages m WHERE m.id = {dialect.AsUuid("@id")}
            """,
            ("id", id.ToString("D"))).ListAsync(
            r => new StoredMessage(id, r.GetInt64(0), r.GetInt64(1), r.GetString(2), r.GetString(3), r.GetString(4), r.Moment(5), r.Moment(6), []), giveUp);
        return found is [var message] ? message with { History = await HistoryAsync(connection, id, giveUp) } : null;
    }

    private async ValueTask<List<StatusEntry>> HistoryAsync(DbConnection connection, Guid id, CancellationToken giveUp) => await connection.Command(
        $"""
        SELECT status, channel, timestamp, {dialect.AsText("details")} FROM message_status_history WHERE message_id = {dialect.AsUuid("@id")} ORDER BY id
        """,
        ("id", id.ToString("D"))).ListAsync(r => new StatusEntry(r.GetString(0), r.Text(1), r.Moment(2), r.Text(3)), giveUp);

    // Asked again because its answer was lost: the same answer. Somebody else's id: no word about whose.
    private async ValueTask RequireSameAsync(DbTransaction transaction, ChatMessage message, CancellationToken giveUp)
    {
        var same = await transaction.Command(
            $"SELECT count(*) FROM messages WHERE id = {dialect.AsUuid("@id")} AND conversation_id = @conversation AND sender_id = @sender",
            ("id", message.MessageId.ToString("D")), ("conversation", message.ConversationId), ("sender", message.SenderId)).ScalarAsync<long>(giveUp);
        if (same == 0)
            throw ApiException.Invalid($"Field message_id is {message.MessageId}, which another message has.");
    }

    private async ValueTask AddEventAsync(DbTransaction transaction, ChatMessage message, string? traceparent, CancellationToken giveUp) =>
        await transaction.Command(
            $"""
            INSERT INTO {OutboxTable.Name} (id, aggregate_type, aggregate_id, event_type, payload, traceparent)
            VALUES ({dialect.AsUuid("@event")}, 'message', {dialect.AsUuid("@id")}, 'message.created', {dialect.AsJson("@payload")}, @trace)
            """,
            ("event", Guid.NewGuid().ToString("D")), ("id", message.MessageId.ToString("D")),
            ("payload", Encoding.UTF8.GetString(ChatMessageJson.Write(message))), ("trace", traceparent)).RunAsync(giveUp);

    private static string PayloadText(ChatMessage message) => JsonSerializer.Serialize(ChatMessageJson.WireOf(message.Payload), ChatMessageJson.Json.PayloadWire);

    private object MomentOf(DateTimeOffset moment) =>
        dialect.IsPostgres() ? DateTime.SpecifyKind(moment.UtcDateTime, DateTimeKind.Unspecified) : dialect.ToColumn(moment);
}
