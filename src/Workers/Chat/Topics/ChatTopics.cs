using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>Where the topics are. Workers read and write them through this alone, so that none knows which kind they are.</summary>
public abstract class ChatTopics
{
    /// <summary>
    /// Whether what is sent in a transaction of that store commits with it. Where not, a message is durable when
    /// <see cref="SendAsync"/> returns, whatever becomes of the transaction.
    /// </summary>
    public abstract bool IsOn(Store other);

    /// <summary>Sends outside any transaction.</summary>
    public abstract ISender SenderOf(string topic);

    /// <summary>Sends within the transaction where <see cref="IsOn"/> its store, else at once.</summary>
    /// <param name="topic">One of <see cref="ChatTopicNames"/>, or another.</param>
    /// <param name="messages">Those of one key in their order.</param>
    /// <param name="transaction">The batch's; null for none.</param>
    /// <param name="giveUp">Stop waiting.</param>
    public abstract ValueTask SendAsync(
        string topic, IReadOnlyList<OutgoingMessage> messages, DbTransaction? transaction, CancellationToken giveUp);

    /// <summary>Whether the topics can be reached, and all of the others with them.</summary>
    public abstract IProbe ProbeWith(params IProbe[] others);

    /// <summary>Tells whoever waits on the topics that what was sent in a transaction is there now; without it they find it by themselves, seconds later.</summary>
    public virtual void Committed(IEnumerable<string> topics)
    {
    }

    /// <summary>What the pipelines need beside the topics.</summary>
    public virtual void AddTo(IServiceCollection services)
    {
    }

    /// <summary>What runs with a host: topics are made where there are none, and watched.</summary>
    public virtual void AddStartsTo(IServiceCollection services)
    {
    }

    /// <summary>
    /// Gives a pipeline a group's messages as its source, with dead letters, probe and journal as the kind of topic needs them. Dead
    /// letters go to the keyed <see cref="IDeadLetters"/> of the pipeline's name, where there is one.
    /// </summary>
    /// <param name="pipeline">To be composed.</param>
    /// <param name="topic">One of <see cref="ChatTopicNames"/>, or another.</param>
    /// <param name="group">Whose messages.</param>
    /// <param name="sharesTransaction">Whether effects commit with the settlement, where the kind can do that. Not for those who wait for somebody outside: nobody else could write meanwhile.</param>
    public abstract PipelineBuilder From(PipelineBuilder pipeline, string topic, string group, bool sharesTransaction = true);
}
