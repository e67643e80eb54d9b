using System.Data.Common;
using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>
/// Topics in the database of the messages: reading one and writing the next commit together, so that no record is there twice.
/// </summary>
/// <param name="store">The one that the host's queues are on.</param>
public sealed class StoreTopics(Store store) : ChatTopics
{
    private static readonly TopicOptions Shared = new() { Queue = new QueueOptions { SharesTransaction = true } };

    private readonly Relational.Topics topics = new(store);

    public override bool IsOn(Store other) => ReferenceEquals(store, other);

    public override ISender SenderOf(string topic) => new TopicSender(store, topic);

    public override async ValueTask SendAsync(
        string topic, IReadOnlyList<OutgoingMessage> messages, DbTransaction? transaction, CancellationToken giveUp)
    {
        Message[] own = [.. messages.Select(m => new Message(m.Body) { Key = m.Key, Headers = m.Headers })];
        if (transaction is null)
            await topics.AppendAsync(topic, own, giveUp);
        else
            await topics.AppendAsync(transaction, topic, own, giveUp, hints: false);
    }

    public override IProbe ProbeWith(params IProbe[] others) => new EveryProbe([store, .. others.Except([store])]);

    public override void Committed(IEnumerable<string> topics)
    {
        foreach (var topic in topics)
            store.Hints.Send(Relational.Topics.Address(topic));
    }

    public override PipelineBuilder From(PipelineBuilder pipeline, string topic, string group, bool sharesTransaction = true) =>
        pipeline.FromTopic(topic, group, sharesTransaction ? Shared : null);
}
