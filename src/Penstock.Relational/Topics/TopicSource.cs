namespace Penstock.Relational;

/// <summary>
/// A group's messages of a topic: a queue of its own, named <c>{topic}/{group}</c>, that is filled from the log while it is claimed
/// from. Any number of processes may share a group; each group gets every message.
/// </summary>
public sealed class TopicSource : ISource
{
    /// <summary>A header of each message: the topic's name.</summary>
    public const string TopicHeader = "penstock-topic";

    /// <summary>A header of each message: its id in the log, the same for all groups.</summary>
    public const string IdHeader = "penstock-log-id";

    private readonly QueueSource queue;
    private readonly Feed feed;
    private readonly IDisposable listening;

    /// <param name="store">With <see cref="OwnerSchema"/>, <see cref="QueueSchema"/> and <see cref="TopicSchema"/>.</param>
    /// <param name="owner">This process on that store; one for all its queues.</param>
    /// <param name="topic">See <see cref="QueueName"/>.</param>
    /// <param name="group">The same, without a slash. Together they have 99 characters at most.</param>
    /// <param name="clock">For waits; leases and delays are judged by the store's clock.</param>
    /// <param name="options">Where a new group begins, and how it reads.</param>
    /// <param name="parking">Where dead letters go in the settlement's own transaction; null leaves parking to the pipeline.</param>
    /// <param name="reached">Called before and after commits; tests kill the process there.</param>
    /// <exception cref="FormatException">A name is none.</exception>
    public TopicSource(
        Store store, Owner owner, string topic, string group, TimeProvider clock, TopicOptions? options = null, Parking? parking = null,
        Reached? reached = null)
    {
        var chosen = (options ?? new TopicOptions()).Validated();
        var names = new TopicGroup(topic, group);
        feed = new Feed(store, names, chosen, clock);
        queue = new QueueSource(store, owner, names.Queue, clock, chosen.Queue, parking, reached) { BeforeClaim = feed.FillAsync };
        listening = store.Hints.On(Topics.Address(topic), Hint);
    }

    public Can Can => queue.Can;

    public async ValueTask<Batch> ReceiveAsync(int max, CancellationToken stopping)
    {
        var batch = await queue.ReceiveAsync(max, stopping);
        feed.Claimed(batch.Items.Count, max);
        return batch;
    }

    public ValueTask<IReadOnlyList<Delivery>> SettleAsync(Batch batch, IReadOnlyList<Verdict> verdicts, CancellationToken giveUp) =>
        queue.SettleAsync(batch, verdicts, giveUp);

    public ValueTask ExtendAsync(IReadOnlyCollection<Delivery> held, CancellationToken giveUp) => queue.ExtendAsync(held, giveUp);

    public ValueTask DisposeAsync()
    {
        listening.Dispose();
        return queue.DisposeAsync();
    }

    private void Hint()
    {
        feed.Hint();
        queue.Hint();
    }
}
