namespace Penstock.Workers.Chat;

/// <summary>An event as it was claimed.</summary>
/// <param name="Id">Its own.</param>
/// <param name="AggregateType">Of what it tells: <c>message</c>, <c>file</c> …</param>
/// <param name="AggregateId">Which one.</param>
/// <param name="Type">What happened: <c>message.created</c>.</param>
/// <param name="Payload">JSON.</param>
/// <param name="CreatedAt">When it was written.</param>
/// <param name="TraceParent">The writer's trace; null for none.</param>
/// <param name="Bucket">Of its key.</param>
internal sealed record OutboxEvent(
    Guid Id, string AggregateType, Guid AggregateId, string Type, byte[] Payload, DateTimeOffset CreatedAt, string? TraceParent, int Bucket)
{
    private const string MessageCreated = "message.created";

    public bool IsNewMessage => Type == MessageCreated;

    /// <summary>Where events of a type are published.</summary>
    public string Topic => Type switch
    {
        MessageCreated or "message.updated" => ChatTopicNames.MessageEvents,
        "file.uploaded" or "file.completed" => ChatTopicNames.FileEvents,
        "conversation.created" or "conversation.updated" => ChatTopicNames.ConversationEvents,
        _ => ChatTopicNames.DefaultEvents,
    };
}
