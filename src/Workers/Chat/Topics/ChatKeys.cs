using System.Globalization;

namespace Penstock.Workers.Chat;

/// <summary>Keys of messages, and of what listens to a conversation.</summary>
public static class ChatKeys
{
    /// <summary>The header that carries a message's trace from one process to the next.</summary>
    public const string TraceParent = "traceparent";

    /// <summary>Messages that wait while the topics are away: a Redis list, or a queue of the store.</summary>
    public const string FallbackQueue = "fallback:message_queue";

    /// <summary><c>conversation:&lt;id&gt;</c>: the key that keeps a conversation in order, and the channel its news are published on.</summary>
    public static string OfConversation(long id) => string.Create(CultureInfo.InvariantCulture, $"conversation:{id}");
}
