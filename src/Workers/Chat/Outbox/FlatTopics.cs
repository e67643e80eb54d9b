using System.Diagnostics.CodeAnalysis;
using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>Which events are published with their payload alone, and where: <c>message.created=message_processing,…</c>, or <c>none</c>.</summary>
public sealed class FlatTopics
{
    /// <summary>What is allowed, for messages to people.</summary>
    public const string Allowed = "none, or type=topic, several with commas, such as message.created=message_processing";

    private const string Nothing = "none";

    private readonly Dictionary<string, string> topics;

    private FlatTopics(Dictionary<string, string> topics) => this.topics = topics;

    public static FlatTopics None { get; } = new([]);

    public static FlatTopics Default { get; } = new(new(StringComparer.Ordinal) { ["message.created"] = ChatTopicNames.MessageProcessing });

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<string> Topics => topics.Values;

    /// <summary>Null for no such topic.</summary>
    public string? Of(string eventType) => topics.GetValueOrDefault(eventType);

    public override string ToString() => topics.Count == 0 ? Nothing : string.Join(',', topics.Select(t => $"{t.Key}={t.Value}"));

    public static bool TryParse(string text, [NotNullWhen(true)] out FlatTopics? map)
    {
        map = null;
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in text == Nothing ? [] : text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (pair.Split('=', StringSplitOptions.TrimEntries) is not [{ Length: > 0 } type, var topic] || !QueueName.IsAllowed(topic) || !read.TryAdd(type, topic))
                return false;
        }

        map = new FlatTopics(read);
        return true;
    }
}
