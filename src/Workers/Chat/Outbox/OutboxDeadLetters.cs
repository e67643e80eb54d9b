using System.Data.Common;
using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>Events that were given up: a dead letter on the store, and a record on the topic of those who watch.</summary>
internal sealed class OutboxDeadLetters(IDeadLetters home, ChatTopics topics, TimeProvider clock)
{
    public async ValueTask ParkAsync(DbTransaction transaction, IReadOnlyList<FailedRow<OutboxEvent>> rows, CancellationToken giveUp)
    {
        if (rows.Count == 0)
            return;

        await home.ParkAsync([.. rows.Select(r => new DeadLetter(OutboxServices.PipelineName, new OutboxLetter(r.Row), r.Reason))], transaction, giveUp);
        try
        {
            await topics.SendAsync(ChatTopicNames.MessageProcessingDlq, [.. rows.Select(RecordOf)], transaction, giveUp);
        }
        catch (Exception error) when (error is not DbException and not OperationCanceledException)
        {
            // Topics elsewhere that are away: the same is written again, and the record comes when they are back.
            throw new SourceUnavailableException($"The record of a dead letter can't be published now: {error.Message}", error);
        }
    }

    private OutgoingMessage RecordOf(FailedRow<OutboxEvent> failed)
    {
        var one = failed.Row.Row;
        var record = new DlqRecord
        {
            Id = one.Id.ToString("D"),
            AggregateType = one.AggregateType,
            AggregateId = one.AggregateId.ToString("D"),
            EventType = one.Type,
            OriginalTopic = one.Topic,
            Payload = one.Payload,
            Reason = failed.Reason.Message,
            Failures = failed.Row.Failures + 1,
            CreatedAt = one.CreatedAt,
            FailedAt = clock.GetUtcNow(),
        };
        return new OutgoingMessage(record.ToJson()) { Key = record.AggregateId, Headers = OutboxPublisher.HeadersOf(one) };
    }
}
