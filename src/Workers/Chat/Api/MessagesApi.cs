using System.Data.Common;
using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Penstock.Redis;
using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>Takes messages: what is answered with 202 will reach its channels, whatever dies.</summary>
internal sealed class MessagesApi(
    Store store, MessageBook book, ChatTopics topics, IFallback fallback, ApiBreakers breakers, ApiOptions options, TimeProvider clock, ILogger<MessagesApi> logger)
{
    /// <summary>A message with its event, in one transaction; the poller publishes it.</summary>
    public async ValueTask<Guid> SendAsync(MessageRequest request, long user, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        var message = MessageOf(request, user, await MessageBook.SenderAsync(connection, request.ConversationId, user, giveUp));
        await using var transaction = await store.BeginAsync(connection, giveUp);
        var isNew = await book.AddAsync(transaction, message, withEvent: true, Activity.Current?.Id, giveUp);
        await transaction.CommitAsync(giveUp);
        if (isNew)
            store.Hints.Send(OutboxWake.Subject);
        Log.MessageAccepted(logger, message.MessageId, message.ConversationId, user, isNew);
        return message.MessageId;
    }

    /// <summary>
    /// Publishes at once, without the outbox; while the topics are away the message waits in the fallback list. Asked again it is
    /// published again: the router takes a message once.
    /// </summary>
    /// <returns>Whether it went to the list.</returns>
    /// <exception cref="ApiException">Both are away.</exception>
    public async ValueTask<bool> SendDirectlyAsync(MessageRequest request, long user, CancellationToken giveUp)
    {
        var message = RecordOf(await KeepAsync(request, user, giveUp));
        if (await breakers.Topics.TryAsync(() => PublishAsync(message, giveUp), IsAway))
            return false;
        if (await breakers.Fallback.TryAsync(() => fallback.AddAsync(message, giveUp), IsAway))
            return true;
        throw ApiException.Unavailable("Neither the topics nor the fallback list take messages. Send it again with the same message_id.");
    }

    private async ValueTask<ChatMessage> KeepAsync(MessageRequest request, long user, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        var message = MessageOf(request, user, await MessageBook.SenderAsync(connection, request.ConversationId, user, giveUp));
        await using var transaction = await store.BeginAsync(connection, giveUp);
        await book.AddAsync(transaction, message, withEvent: false, traceparent: null, giveUp);
        await transaction.CommitAsync(giveUp);
        return message;
    }

    private static OutgoingMessage RecordOf(ChatMessage message) => new(ChatMessageJson.Write(message))
    {
        Key = message.Key,
        Headers = ChatTrace.Headers(message.MessageId.ToString("D"), Activity.Current, null),
    };

    // What is given up here may still arrive: then it is there twice, and is taken once.
    private async ValueTask PublishAsync(OutgoingMessage message, CancellationToken giveUp)
    {
        using var late = new CancellationTokenSource(options.TopicTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(giveUp, late.Token);
        try
        {
            await topics.SenderOf(ChatTopicNames.MessageProcessing).SendAsync([message], either.Token);
        }
        catch (OperationCanceledException cut) when (late.IsCancellationRequested && !giveUp.IsCancellationRequested)
        {
            throw new TimeoutException($"The topics did not take a message within {options.TopicTimeout.TotalSeconds:0.###} s.", cut);
        }
    }

    private ChatMessage MessageOf(MessageRequest request, long user, string username) => new()
    {
        MessageId = request.MessageId,
        ConversationId = request.ConversationId,
        SenderId = user,
        SenderUsername = username,
        Payload = request.Payload,
        Channels = request.Channels,
        CreatedAt = clock.GetUtcNow(),
        TraceId = Activity.Current?.TraceId.ToHexString(),
    };

    private static bool IsAway(Exception error) =>
        error is DbException or RedisException or TimeoutException or IOException or DestinationException or SourceUnavailableException or KafkaException;
}
