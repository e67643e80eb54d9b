using Microsoft.Extensions.Logging;

namespace Penstock.Kafka;

/// <summary>
/// A topic, read by a consumer group. Keys stay in order; a record that waits for its retry holds up its own key, and the offset that
/// is committed, not the others, up to the window's size. How often a record failed is known to the process that has its partition,
/// and to no other.
/// </summary>
public sealed class KafkaTopicSource : ISource
{
    private readonly KafkaClient kafka;
    private readonly KafkaTopicOptions options;
    private readonly TimeProvider clock;
    private readonly Reached? reached;
    private readonly Assignment assignment = new();
    private readonly Supply supply;
    private readonly CommitLedger ledger;
    private readonly OffsetCommits commits;
    private readonly Membership membership;
    private readonly KafkaPump pump;
    private readonly ConsumerFigures figures;
    private readonly SemaphoreSlim oneReceive = new(1);
    private int disposed;

    /// <param name="kafka">Outlives the source.</param>
    /// <param name="options">Which topic, which group.</param>
    /// <param name="clock">For waits.</param>
    /// <param name="reached">Called at <see cref="Step.Committing"/> and <see cref="Step.Committed"/>.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public KafkaTopicSource(KafkaClient kafka, KafkaTopicOptions options, TimeProvider clock, Reached? reached = null)
    {
        (this.kafka, this.options, this.clock, this.reached) = (kafka, options.Validated(), clock, reached);
        // Wrong options must stop a start, not a thread.
        _ = kafka.Options.ForConsumer(options.Group);
        supply = new Supply(assignment, options, clock);
        ledger = new CommitLedger(assignment);
        commits = new OffsetCommits(assignment, ledger, options.Group, clock);
        var rebalance = new Rebalance(assignment, ledger, commits, options, clock, kafka);
        membership = new Membership(kafka, options, supply, commits, rebalance, new Backpressure(assignment, options));
        pump = new KafkaPump(membership, options.Group, kafka);
        figures = new ConsumerFigures(assignment, membership, options.Group);
    }

    public Can Can => Can.Delay | Can.KeepKeyOrder;

    /// <summary>The partitions that are ours now.</summary>
    public IReadOnlyList<int> Partitions => [.. assignment.All.Select(p => p.Place.Partition.Value)];

    /// <summary>Joins the group, which the first <see cref="ReceiveAsync"/> does too.</summary>
    public void Join() => pump.Start();

    public async ValueTask<Batch> ReceiveAsync(int max, CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();
        // While one lane waits for records, the others need not.
        await oneReceive.WaitAsync(stopping);
        try
        {
            pump.Start();
            if (supply.Take(max) is { } ready)
                return new KafkaBatch(ready, supply, ledger);
            if (membership.Complaints.Take() is { } trouble)
                throw trouble;

            await WaitAsync(stopping);
            if (supply.Take(max) is { } came)
                return new KafkaBatch(came, supply, ledger);
            await CheckBrokersAsync(stopping);
            return Batch.Empty;
        }
        finally
        {
            oneReceive.Release();
        }
    }

    public async ValueTask<IReadOnlyList<Delivery>> SettleAsync(Batch batch, IReadOnlyList<Verdict> verdicts, CancellationToken giveUp)
    {
        supply.Apply(verdicts);
        await ReachedAsync(Step.Committing);
        await commits.FlushAsync(verdicts, giveUp);
        await ReachedAsync(Step.Committed);
        List<Delivery>? lost = null;
        for (var i = 0; i < verdicts.Count; i++)
        {
            if (ledger.IsLost((KafkaDelivery)verdicts[i].Delivery))
                (lost ??= []).Add(verdicts[i].Delivery);
        }

        return lost ?? (IReadOnlyList<Delivery>)[];
    }

    /// <summary>Nothing to do a record: the client's heartbeat keeps the partitions.</summary>
    public ValueTask ExtendAsync(IReadOnlyCollection<Delivery> held, CancellationToken giveUp) => ValueTask.CompletedTask;

    /// <summary>Leaves the group, so that others have its partitions at once.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1)
            return;

        figures.Dispose();
        await pump.DisposeAsync();
        supply.Dispose();
    }

    /// <summary>For tests: the offset behind the last that was read of a partition; null where it isn't ours, or nothing was read.</summary>
    internal long? ReadUpTo(int partition) => Array.Find(assignment.All, p => p.Place.Partition.Value == partition)?.Window.Next;

    /// <summary>For tests: the group has asked for a partition, and what is in hand is waited for.</summary>
    internal bool IsLeaving(int partition) => Array.Exists(assignment.All, p => p.Place.Partition.Value == partition && p.IsLeaving);

    /// <summary>For tests: a process that stands still, and that its group gives up.</summary>
    internal void Freeze() => membership.Freeze();

    /// <summary>For tests: it goes on.</summary>
    internal void Thaw() => membership.Thaw();

    private ValueTask ReachedAsync(Step step) => reached?.Invoke(step) ?? ValueTask.CompletedTask;

    private async ValueTask WaitAsync(CancellationToken stopping)
    {
        try
        {
            await supply.ArrivedAsync().WaitAsync(options.WaitFor, clock, stopping);
        }
        catch (TimeoutException)
        {
            // Nothing came.
        }
    }

    private async ValueTask CheckBrokersAsync(CancellationToken stopping)
    {
        if (!membership.Complaints.AreBrokersAway)
            return;
        if (!await kafka.IsHealthyAsync(stopping))
            throw new SourceUnavailableException($"No broker of {kafka.Display} answers.");
        membership.Complaints.AreBrokersAway = false;
    }
}
