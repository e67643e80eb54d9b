using System.Collections.Concurrent;
using System.Data.Common;
using System.Text;
using Penstock.Relational;

namespace Penstock.Workers.Chat.Tests;

/// <summary>Topics on the store that refuse some messages, each as often as it is told.</summary>
internal sealed class ScriptedTopics(Store store) : ChatTopics
{
    private readonly StoreTopics inner = new(store);

    /// <summary>By a part of the message's text: how often it is still refused.</summary>
    public ConcurrentDictionary<string, int> Refused { get; } = new(StringComparer.Ordinal);

    /// <summary>Nothing outside a transaction is taken.</summary>
    public bool Away { get; set; }

    /// <summary>How often something was sent outside a transaction.</summary>
    public int Asked { get; private set; }

    public override bool IsOn(Store other) => inner.IsOn(other);

    public override ISender SenderOf(string topic) => new Sender(this, inner.SenderOf(topic));

    public override async ValueTask SendAsync(
        string topic, IReadOnlyList<OutgoingMessage> messages, DbTransaction? transaction, CancellationToken giveUp)
    {
        if (topic != ChatTopicNames.MessageProcessingDlq)
            Refuse(messages);
        await inner.SendAsync(topic, messages, transaction, giveUp);
    }

    public override IProbe ProbeWith(params IProbe[] others) => inner.ProbeWith(others);

    public override PipelineBuilder From(PipelineBuilder pipeline, string topic, string group, bool sharesTransaction = true) =>
        inner.From(pipeline, topic, group, sharesTransaction);

    // A batch of several is refused without being counted: halves are tried until the culprit is alone.
    private void Refuse(IReadOnlyList<OutgoingMessage> messages)
    {
        foreach (var (text, times) in Refused.Where(r => r.Value > 0))
        {
            if (!messages.Any(m => Encoding.UTF8.GetString(m.Body.Span).Contains(text, StringComparison.Ordinal)))
                continue;
            if (messages.Count == 1)
                Refused[text] = times - 1;
            throw new ArgumentException($"{text} is refused.");
        }
    }

    private sealed class Sender(ScriptedTopics topics, ISender inner) : ISender
    {
        public ValueTask SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken giveUp)
        {
            topics.Asked++;
            return topics.Away ? throw new TimeoutException("The topics are away.") : inner.SendAsync(messages, giveUp);
        }
    }
}
