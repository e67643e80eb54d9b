using System.Data.Common;
using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>
/// What a channel has sent: one row for each message and channel, written together with the statuses that tell of it. Many ask and
/// write in one statement.
/// </summary>
internal sealed class ChannelMemory
{
    private const int Most = 500;
    private const string Alias = "v";

    private readonly Store store;
    private readonly ChatTopics topics;
    private readonly TimeProvider clock;
    private readonly Joined<ChannelMessage, ChannelOutcome?> asked;
    private readonly Joined<(ChannelMessage Message, ChannelReceipt Receipt), ChannelOutcome> kept;
    private readonly string read;
    private readonly string insert;

    public ChannelMemory(Store store, ChatTopics topics, TimeProvider clock)
    {
        (this.store, this.topics, this.clock) = (store, topics, clock);
        (asked, kept) = (new(AskAsync, Most), new(KeepAsync, Most));
        var dialect = store.Dialect;
        read = $"""
            SELECT {dialect.AsText("e.message_id")}, e.origin FROM {ChatSchema.Effects} e
            WHERE e.channel = @channel AND e.message_id IN (SELECT {dialect.AsUuid("v.id")} FROM {dialect.From(Ids([]))})
            """;
        insert = $"""
            INSERT INTO {ChatSchema.Effects} (message_id, channel, conversation_id, origin)
            SELECT {dialect.AsUuid("v.id")}, v.channel, v.conversation, v.origin FROM {dialect.From(Effects([]))} WHERE 1 = 1 ORDER BY v.place
            ON CONFLICT (message_id, channel) DO NOTHING RETURNING {dialect.AsText("message_id")}, channel
            """;
    }

    /// <summary>Null where it is still to be sent.</summary>
    public Task<ChannelOutcome?> AskAsync(ChannelMessage message, CancellationToken giveUp) => asked.RunAsync(message, giveUp);

    public Task<ChannelOutcome> KeepAsync(ChannelMessage message, ChannelReceipt receipt, CancellationToken giveUp) => kept.RunAsync((message, receipt), giveUp);

    private async ValueTask<IReadOnlyList<ChannelOutcome?>> AskAsync(IReadOnlyList<ChannelMessage> messages)
    {
        await using var connection = await store.OpenAsync(CancellationToken.None);
        // Channels ask together: what one of them has sent, the other has not.
        var origins = new Dictionary<(Guid, string), string?>();
        foreach (var channel in messages.GroupBy(m => m.Channel, StringComparer.Ordinal))
        {
            var command = connection.Command(read, ("channel", channel.Key));
            store.Dialect.Bind(command, Ids(channel));
            foreach (var (id, origin) in await command.ListAsync(row => (Guid.Parse(row.GetString(0)), row.Text(1)), CancellationToken.None))
                origins[(id, channel.Key)] = origin;
        }

        return [.. messages.Select(m => origins.TryGetValue((m.Message.MessageId, m.Channel), out var origin) ? BeforeOf(m, origin) : (ChannelOutcome?)null)];
    }

    // Statuses on topics elsewhere come first: told twice they are one, and not told at all they would be lost.
    private async ValueTask<IReadOnlyList<ChannelOutcome>> KeepAsync(IReadOnlyList<(ChannelMessage Message, ChannelReceipt Receipt)> sent)
    {
        var isHere = topics.IsOn(store);
        if (!isHere)
            await StatusesOf(sent).SendAsync(topics, null, CancellationToken.None);
        HashSet<(string, string)> fresh;
        await using (var connection = await store.OpenAsync(CancellationToken.None))
        await using (var transaction = await store.BeginAsync(connection, CancellationToken.None))
        {
            fresh = await InsertAsync(transaction, sent);
            if (isHere)
                await StatusesOf(sent.Where(s => fresh.Contains(KeyOf(s.Message)))).SendAsync(topics, transaction, CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
        }

        topics.Committed([ChatTopicNames.MessageStatusUpdates]);
        return [.. sent.Select(s => fresh.Remove(KeyOf(s.Message)) ? ChannelOutcome.Sent : ChannelOutcome.SentBefore)];
    }

    private async ValueTask<HashSet<(string Id, string Channel)>> InsertAsync(DbTransaction transaction, IReadOnlyList<(ChannelMessage Message, ChannelReceipt Receipt)> sent)
    {
        var command = transaction.Command(insert);
        store.Dialect.Bind(command, Effects([.. sent.Select(s => s.Message)]));
        return [.. await command.ListAsync(row => (row.GetString(0), row.GetString(1)), CancellationToken.None)];
    }

    private StatusOutbox StatusesOf(IEnumerable<(ChannelMessage Message, ChannelReceipt Receipt)> sent)
    {
        var statuses = new StatusOutbox(clock);
        foreach (var (message, receipt) in sent)
        {
            foreach (var status in receipt.Statuses)
                statuses.Add(message.Message, status, null, message.TraceParent, message.Channel);
        }

        return statuses;
    }

    private static ChannelOutcome BeforeOf(ChannelMessage message, string? origin) =>
        origin == message.Origin ? ChannelOutcome.SentBefore : ChannelOutcome.SecondRecord;

    private static (string Id, string Channel) KeyOf(ChannelMessage message) => (IdOf(message), message.Channel);

    private static string IdOf(ChannelMessage message) => message.Message.MessageId.ToString("D");

    private static Rows Ids(IEnumerable<ChannelMessage> messages) => new Rows(Alias).Add("id", (string?[])[.. messages.Select(IdOf)]);

    private static Rows Effects(IReadOnlyList<ChannelMessage> messages) => new Rows(Alias)
        .Add("id", (string?[])[.. messages.Select(IdOf)])
        .Add("channel", (string?[])[.. messages.Select(m => m.Channel)])
        .Add("conversation", (long[])[.. messages.Select(m => m.Message.ConversationId)])
        .Add("origin", (string?[])[.. messages.Select(m => m.Origin)])
        .Add("place", [.. Enumerable.Range(0, messages.Count)]);
}
