using Penstock.Kafka;

namespace Penstock.Workers.Chat;

/// <summary>The topics as they are made where there are none. An installation's own stay as they are.</summary>
public static class ChatTopicSpecs
{
    // More processes than partitions would stand idle; a topic can't be given fewer later.
    private const int Many = 50;
    private const int Few = 3;
    private const int Copies = 3;

    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    /// <summary>Those of the flow, and one for each channel.</summary>
    /// <param name="channels">What messages call them.</param>
    public static IReadOnlyList<TopicSpec> Of(IEnumerable<string> channels) =>
    [
        new(ChatTopicNames.MessageProcessing, Many, Copies),
        .. channels.Select(channel => new TopicSpec(ChatTopicNames.OutgoingOf(channel), Many, Copies)),
        new(ChatTopicNames.MessageStatusUpdates, Many, Copies),
        new(ChatTopicNames.MessageProcessingDlq, Few, Copies) { Retention = Week },
        new(ChatTopicNames.MessageEvents, null, Copies),
        new(ChatTopicNames.FileEvents, null, Copies),
        new(ChatTopicNames.ConversationEvents, null, Copies),
        new(ChatTopicNames.DefaultEvents, null, Copies),
    ];
}
