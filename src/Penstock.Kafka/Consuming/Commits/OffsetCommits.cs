using Confluent.Kafka;

namespace Penstock.Kafka;

/// <summary>
/// Commits offsets by the client's own round, every few milliseconds: it leaves the group alone while that rebalances. A commit of our
/// own at such a moment would begin the next rebalance, and block who waits for it.
/// </summary>
internal sealed class OffsetCommits(Assignment assignment, CommitLedger ledger, string group, TimeProvider clock)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    private readonly Lock oneStore = new();
    private readonly DirectCommit direct = new(ledger);
    private volatile IConsumer<byte[]?, byte[]?>? consumer;

    /// <summary>Raised when the group refuses us: what we hold is no longer ours, and the consumer must join anew.</summary>
    public event Action? Fenced;

    public void Use(IConsumer<byte[]?, byte[]?>? current) => consumer = current;

    /// <summary>Returns when all that is done in these partitions is committed, or they are lost.</summary>
    /// <exception cref="SourceUnavailableException">The group's broker did not take it in time.</exception>
    public async ValueTask FlushAsync(IReadOnlyList<Verdict> verdicts, CancellationToken giveUp)
    {
        AssignedPartition? before = null;
        for (var i = 0; i < verdicts.Count; i++)
        {
            var partition = ((KafkaDelivery)verdicts[i].Delivery).Assigned;
            if (ReferenceEquals(partition, before))
                continue;
            Store(partition);
            before = partition;
        }

        for (var i = 0; i < verdicts.Count; i++)
        {
            var partition = ((KafkaDelivery)verdicts[i].Delivery).Assigned;
            if (ledger.NeedsCommit(partition))
                await ConfirmedAsync(partition, giveUp);
        }
    }

    /// <summary>What is done goes with the client's next commit; that of a partition which is handed over is part of that.</summary>
    public void Store(AssignedPartition partition)
    {
        // Two at a time could store the later offset first.
        lock (oneStore)
        {
            if (consumer is not { } current || ledger.ToStore(partition) is not { } offset)
                return;

            try
            {
                current.StoreOffset(new TopicPartitionOffset(partition.Place, offset));
            }
            catch (Exception error) when (error is KafkaException or ObjectDisposedException)
            {
                // It is ours no longer: the group tells soon.
            }
        }
    }

    /// <summary>What the client reports of its commits.</summary>
    public void Confirmed(CommittedOffsets report)
    {
        foreach (var one in report.Offsets)
        {
            if (one.Offset.IsSpecial)
                continue;

            direct.Refusal = one.Error.IsError ? one.Error : report.Error.IsError ? report.Error : null;
            if (direct.Refusal is null)
                ledger.Committed(one.TopicPartition, one.Offset.Value);
            else
                ledger.Refused(one.TopicPartition, one.Offset.Value);
        }
    }

    private async ValueTask ConfirmedAsync(AssignedPartition partition, CancellationToken giveUp)
    {
        while (true)
        {
            var news = ledger.NewsAsync();
            if (!ledger.NeedsCommit(partition))
                return;

            try
            {
                await news.WaitAsync(Limit, clock, giveUp);
            }
            catch (TimeoutException)
            {
                // Handed over: what was not heard of by now may be somebody else's to do.
                if (partition.IsLost)
                    ledger.GiveUp(partition);
                else
                    await AskAsync(partition, giveUp);
            }
        }
    }

    // No word for so long: a direct commit tells whether the group still knows us.
    private async ValueTask AskAsync(AssignedPartition partition, CancellationToken giveUp)
    {
        try
        {
            if (await direct.AskAsync(consumer, partition).WaitAsync(Limit, clock, giveUp) is { } error && DirectCommit.IsFence(error.Code))
            {
                assignment.Lose(partition);
                Fenced?.Invoke();
            }
            else if (direct.Refusal is { } why)
            {
                throw new SourceUnavailableException($"Kafka does not take the offsets of {group}: {why.Reason} ({why.Code}).");
            }
        }
        catch (TimeoutException)
        {
            throw new SourceUnavailableException($"Kafka did not take the offsets of {group} within {Limit.TotalSeconds * 2} s.");
        }
    }
}
