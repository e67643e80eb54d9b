using System.Data.Common;
using System.Text;
using Penstock.Relational;
using Penstock.Workers.Chat;

namespace Penstock.Cli.Tests;

/// <summary>Topics on a store, some of which refuse whatever holds a word, until they are mended.</summary>
internal sealed class RefusingTopics(Store store, string word, params string[] refusing) : ChatTopics
{
    private readonly StoreTopics inner = new(store);

    public bool IsMended { get; set; }

    public override bool IsOn(Store other) => inner.IsOn(other);

    public override ISender SenderOf(string topic) => inner.SenderOf(topic);

    public override ValueTask SendAsync(string topic, IReadOnlyList<OutgoingMessage> messages, DbTransaction? transaction, CancellationToken giveUp) =>
        !IsMended && refusing.Contains(topic) && messages.Any(m => Encoding.UTF8.GetString(m.Body.Span).Contains(word, StringComparison.Ordinal))
            ? throw new ArgumentException($"A {word} is refused by {topic}.")
            : inner.SendAsync(topic, messages, transaction, giveUp);

    public override void Committed(IEnumerable<string> topics) => inner.Committed(topics);

    public override IProbe ProbeWith(params IProbe[] others) => inner.ProbeWith(others);

    public override PipelineBuilder From(PipelineBuilder pipeline, string topic, string group, bool sharesTransaction = true) =>
        inner.From(pipeline, topic, group, sharesTransaction);
}
