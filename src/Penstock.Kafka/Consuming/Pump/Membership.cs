using Confluent.Kafka;

namespace Penstock.Kafka;

/// <summary>
/// One consumer after the other in the group. It asks for records while nobody takes any, so that the group never takes us for dead:
/// what is read goes to the windows, and a partition whose window is full is paused. For the pump's thread.
/// </summary>
internal sealed class Membership : IDisposable
{
    private const int MostAtOnce = 500;
    private const int WaitMilliseconds = 100;
    private const int WaitWhilePausedMilliseconds = 10;

    private readonly KafkaClient kafka;
    private readonly KafkaTopicOptions options;
    private readonly Supply supply;
    private readonly OffsetCommits commits;
    private readonly Rebalance rebalance;
    private readonly Backpressure backpressure;
    private readonly List<ConsumeResult<byte[]?, byte[]?>> chunk = new(MostAtOnce);
    private readonly ManualResetEventSlim thawed = new(initialState: true);
    private volatile bool isFenced;
    private volatile IConsumer<byte[]?, byte[]?>? consumer;

    public Membership(KafkaClient kafka, KafkaTopicOptions options, Supply supply, OffsetCommits commits, Rebalance rebalance, Backpressure backpressure)
    {
        (this.kafka, this.options, this.supply, this.commits, this.rebalance, this.backpressure) = (kafka, options, supply, commits, rebalance, backpressure);
        Complaints = new Complaints(options.Topic);
        // The client may believe that it is still a member, and would go on with partitions that we have given up.
        commits.Fenced += () => isFenced = true;
    }

    public Complaints Complaints { get; }

    /// <summary>The end of a partition, as the last answer of its broker had it; null where none came yet.</summary>
    public long? EndOf(TopicPartition place)
    {
        try
        {
            return consumer?.GetWatermarkOffsets(place).High is { IsSpecial: false } high ? high.Value : null;
        }
        catch (Exception error) when (error is KafkaException or ObjectDisposedException)
        {
            return null;
        }
    }

    /// <summary>Joins, reads until <paramref name="stopping"/> or a fence, and leaves after what is done is committed.</summary>
    public void Run(CancellationToken stopping)
    {
        using var current = kafka.OpenConsumer(options.Group, builder => Compose(builder, stopping));
        consumer = current;
        commits.Use(current);
        try
        {
            isFenced = false;
            current.Subscribe(options.Topic);
            while (!stopping.IsCancellationRequested && !isFenced)
                Poll(current);
        }
        finally
        {
            Leave(current);
            commits.Use(null);
            consumer = null;
        }
    }

    /// <summary>For tests: a process that stands still.</summary>
    internal void Freeze() => thawed.Reset();

    /// <summary>It goes on.</summary>
    internal void Thaw() => thawed.Set();

    public void Dispose() => thawed.Dispose();

    private void Compose(ConsumerBuilder<byte[]?, byte[]?> builder, CancellationToken stopping) => builder
        .SetPartitionsAssignedHandler((_, places) => AfterPublishing(() => rebalance.Assigned(places)))
        .SetPartitionsRevokedHandler((_, places) => AfterPublishing(() => rebalance.Revoked([.. places.Select(p => p.TopicPartition)], stopping)))
        .SetPartitionsLostHandler((_, places) => AfterPublishing(() => rebalance.Lost([.. places.Select(p => p.TopicPartition)])))
        .SetOffsetsCommittedHandler((_, report) => commits.Confirmed(report))
        .SetErrorHandler((_, error) => Complaints.Note(error));

    // What was read before is of the partitions as they were.
    private void AfterPublishing(Action what)
    {
        Publish();
        what();
    }

    private void Poll(IConsumer<byte[]?, byte[]?> current)
    {
        thawed.Wait();
        var isAnyPaused = backpressure.Apply(current);
        try
        {
            var record = current.Consume(isAnyPaused ? WaitWhilePausedMilliseconds : WaitMilliseconds);
            while (record is not null && chunk.Count < MostAtOnce)
            {
                chunk.Add(record);
                record = chunk.Count < MostAtOnce ? current.Consume(0) : null;
            }
        }
        catch (ConsumeException error) when (!error.Error.IsFatal && (Rejoins(error.Error.Code) || KafkaFaults.Of(error.Error.Code) == Blame.Destination))
        {
            Complaints.Note(error.Error);
        }

        Publish();
    }

    // The consumer comes back into its group by itself.
    private static bool Rejoins(ErrorCode code) => code is ErrorCode.Local_MaxPollExceeded or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Transport;

    private void Publish()
    {
        if (chunk.Count == 0)
            return;
        Complaints.AreBrokersAway = false;
        supply.Append(chunk);
        chunk.Clear();
    }

    private void Leave(IConsumer<byte[]?, byte[]?> current)
    {
        try
        {
            current.Close();
        }
        catch (KafkaException)
        {
            // The group notices by itself.
        }

        rebalance.Ended();
    }
}
