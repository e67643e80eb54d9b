using System.Collections.Concurrent;
using System.Data.Common;
using System.Text;
using Penstock.Relational;

namespace Penstock.Workers.Chat.Tests;

/// <summary>Topics that fail for some messages, or are away; on the store, or as if they were elsewhere.</summary>
internal sealed class FaultyTopics(Store store, bool elsewhere = false) : ChatTopics
{
    private readonly StoreTopics inner = new(store);

    /// <summary>By a part of a record's text: whether it is refused.</summary>
    public ConcurrentDictionary<string, Func<bool>> Refused { get; } = new(StringComparer.Ordinal);

    public bool AreAway { get; set; }

    /// <summary>The store is not asked whether it is well: it is, and a slow machine must not say otherwise.</summary>
    public bool IsStoreTrusted { get; init; }

    public override bool IsOn(Store other) => !elsewhere && inner.IsOn(other);

    public override ISender SenderOf(string topic) => inner.SenderOf(topic);

    public override async ValueTask SendAsync(
        string topic, IReadOnlyList<OutgoingMessage> messages, DbTransaction? transaction, CancellationToken giveUp)
    {
        if (AreAway)
            throw new DestinationException("The topics are away.");
        // What tells of a failure is not what failed.
        if (topic is not (ChatTopicNames.MessageProcessingDlq or ChatTopicNames.MessageStatusUpdates))
            Refuse(messages);
        await inner.SendAsync(topic, messages, elsewhere ? null : transaction, giveUp);
    }

    public override IProbe ProbeWith(params IProbe[] others) =>
        IsStoreTrusted ? new EveryProbe([.. others.Where(other => other is not Store)]) : inner.ProbeWith(others);

    public override PipelineBuilder From(PipelineBuilder pipeline, string topic, string group, bool sharesTransaction = true) =>
        inner.From(pipeline, topic, group, sharesTransaction && !elsewhere);

    private void Refuse(IReadOnlyList<OutgoingMessage> messages)
    {
        foreach (var (text, isRefused) in Refused)
        {
            if (messages.Any(m => Encoding.UTF8.GetString(m.Body.Span).Contains(text, StringComparison.Ordinal)) && isRefused())
                throw new ArgumentException($"{text} is refused.");
        }
    }
}
