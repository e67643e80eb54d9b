using System.Data.Common;

namespace Penstock.Workers.Chat;

/// <summary>
/// The home of a pipeline's dead letters, and what others are told of them in the same transaction: a record for those who watch, and
/// that the message has failed.
/// </summary>
/// <param name="home">Of the letters.</param>
/// <param name="topics">Where it is told.</param>
/// <param name="topic">What the pipeline reads.</param>
/// <param name="channel">The one that gave it up; null for the message as a whole.</param>
/// <param name="clock">When it failed.</param>
internal sealed class ChatDeadLetters(IDeadLetters home, ChatTopics topics, string topic, string? channel, TimeProvider clock) : IDeadLetters
{
    public async ValueTask ParkAsync(IReadOnlyList<DeadLetter> letters, DbTransaction? transaction, CancellationToken giveUp)
    {
        if (letters.Count == 0)
            return;

        await home.ParkAsync(letters, transaction, giveUp);
        var statuses = new StatusOutbox(clock);
        var records = new List<OutgoingMessage>(letters.Count);
        foreach (var letter in letters)
            records.Add(RecordOf(letter, statuses));
        try
        {
            await topics.SendAsync(ChatTopicNames.MessageProcessingDlq, records, transaction, giveUp);
            await statuses.SendAsync(topics, transaction, giveUp);
        }
        catch (Exception error) when (error is not DbException and not OperationCanceledException)
        {
            // Topics elsewhere that are away: the same is settled again when they are back.
            throw new SourceUnavailableException($"The record of a dead letter can't be published now: {error.Message}", error);
        }
    }

    private OutgoingMessage RecordOf(DeadLetter letter, StatusOutbox statuses)
    {
        var (message, trace) = (MessageFacts.TryRead(letter.Delivery), ChatTrace.ParentOf(letter.Delivery));
        if (message is not null)
            statuses.Add(message, MessageStatus.Failed, null, trace, channel, StatusDetails.Reason(letter.Reason.Message));
        var id = message?.MessageId.ToString("D");
        var now = clock.GetUtcNow();
        var record = new DlqRecord
        {
            Id = id ?? letter.Delivery.Origin,
            AggregateType = "message",
            AggregateId = id,
            OriginalTopic = topic,
            Payload = letter.Delivery.Body,
            Reason = letter.Reason.Message,
            Failures = letter.Delivery.Failures + 1,
            CreatedAt = message?.CreatedAt ?? now,
            FailedAt = now,
        };
        return new OutgoingMessage(record.ToJson()) { Key = letter.Delivery.Key, Headers = ChatTrace.Headers($"{letter.Delivery.Origin}:dead", null, trace) };
    }
}
