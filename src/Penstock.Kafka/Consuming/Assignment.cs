using Confluent.Kafka;

namespace Penstock.Kafka;

/// <summary>The partitions that are ours, and what was read of them. The pump puts in, lanes take out and settle; all under one lock, held briefly.</summary>
internal sealed class Assignment : IDisposable
{
    private readonly Lock gate = new();
    private readonly KafkaTopicOptions options;
    private readonly Dictionary<TopicPartition, AssignedPartition> partitions = [];
    private readonly List<AssignedPartition> order = [];
    private readonly List<AssignedPartition> handedOver = [];
    private readonly Retries retries;
    private TaskCompletionSource? arrived;
    private TaskCompletionSource? committed;
    private long turn;

    public Assignment(KafkaTopicOptions options, TimeProvider clock)
    {
        this.options = options;
        retries = new Retries(clock, WakeDue);
    }

    /// <summary>As they are now.</summary>
    public AssignedPartition[] All
    {
        get
        {
            lock (gate)
                return [.. order];
        }
    }

    public void Add(IEnumerable<TopicPartition> places)
    {
        lock (gate)
        {
            foreach (var place in places)
            {
                var assigned = new AssignedPartition(place);
                partitions[place] = assigned;
                order.Add(assigned);
            }
        }
    }

    /// <summary>What was read. Of partitions that are ours no longer nothing is kept: others read it.</summary>
    public void Append(List<ConsumeResult<byte[]?, byte[]?>> records)
    {
        if (records.Count == 0)
            return;

        lock (gate)
        {
            AssignedPartition? assigned = null;
            foreach (var record in records)
            {
                // They come in runs of one partition, and the client makes each place an object of its own.
                if (assigned is null || assigned.Place.Partition != record.Partition || assigned.Place.Topic != record.Topic)
                    assigned = partitions.GetValueOrDefault(record.TopicPartition);
                assigned?.Add(new KafkaDelivery(record, assigned));
            }

            Tell();
        }
    }

    /// <summary>What may go now, from all partitions in turn. Null: nothing; then <see cref="ArrivedAsync"/> tells when to look again.</summary>
    public List<KafkaDelivery>? Take(int max)
    {
        lock (gate)
        {
            turn++;
            List<KafkaDelivery>? taken = null;
            var bytes = 0L;
            for (var i = 0; i < order.Count; i++)
                TakeFrom(order[(int)((turn + i) % order.Count)], max, ref taken, ref bytes);
            if (taken is null)
                arrived ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return taken;
        }
    }

    public Task ArrivedAsync()
    {
        lock (gate)
            return arrived?.Task ?? Task.CompletedTask;
    }

    /// <summary>Notes the verdicts; nothing is committed yet.</summary>
    public void Apply(IReadOnlyList<Verdict> verdicts)
    {
        lock (gate)
        {
            for (var i = 0; i < verdicts.Count; i++)
                Apply((KafkaDelivery)verdicts[i].Delivery, verdicts[i].Settlement);
            Tell();
        }
    }

    /// <summary>Hands back what of these is still in hand.</summary>
    public void Release(IReadOnlyList<Delivery> deliveries)
    {
        lock (gate)
        {
            for (var i = 0; i < deliveries.Count; i++)
                Apply((KafkaDelivery)deliveries[i], Settlement.Release.Instance);
            Tell();
        }
    }

    /// <summary>Which are full and read on, and which were full and are no longer.</summary>
    public void Judge(List<TopicPartition> toPause, List<TopicPartition> toResume)
    {
        lock (gate)
        {
            foreach (var assigned in order)
            {
                var window = assigned.Window;
                if (!assigned.IsPaused && (window.Count >= options.WindowRecords || window.Bytes >= options.WindowBytes))
                    toPause.Add(assigned.Place);
                else if (assigned.IsPaused && window.Count <= options.WindowRecords / 2 && window.Bytes <= options.WindowBytes / 2)
                    toResume.Add(assigned.Place);
                else
                    continue;
                assigned.IsPaused = !assigned.IsPaused;
            }
        }
    }

    /// <summary>Up to where a partition may be committed; null where nothing was read, or it is lost.</summary>
    public long? DoneOf(AssignedPartition partition)
    {
        lock (gate)
            return partition.IsLost ? null : partition.Window.Done;
    }

    /// <summary>The same, where it is further than what was stored.</summary>
    public long? ToStore(AssignedPartition partition)
    {
        lock (gate)
            return partition.ToStore();
    }

    public void Committed(TopicPartition place, long offset)
    {
        lock (gate)
        {
            if (partitions.TryGetValue(place, out var partition))
                partition.HasCommitted(offset);
            foreach (var gone in handedOver.Where(p => p.Place == place))
                gone.HasCommitted(offset);
            TellCommitted();
        }
    }

    /// <summary>The group did not take it. A partition that is ours is committed again; one that was handed over is not.</summary>
    public void Refused(TopicPartition place, long offset)
    {
        lock (gate)
        {
            foreach (var gone in handedOver.Where(p => p.Place == place && p.IsHandedOverBy(offset)))
                gone.GiveUpCommit();
            TellCommitted();
        }
    }

    /// <summary>Nothing is heard of the last commit of one that was handed over: its next owner may do again what that had.</summary>
    public void GiveUpCommit(AssignedPartition partition)
    {
        lock (gate)
        {
            partition.GiveUpCommit();
            TellCommitted();
        }
    }

    /// <summary>Completes when something was committed or lost from now on.</summary>
    public Task CommitNewsAsync()
    {
        lock (gate)
            return (committed ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    public bool NeedsCommit(AssignedPartition partition)
    {
        lock (gate)
            return partition.NeedsCommit;
    }

    /// <returns>Whether somebody else has the delivery, or will have it.</returns>
    public bool IsLost(KafkaDelivery delivery)
    {
        lock (gate)
            return delivery.Assigned.IsLost && !delivery.IsCommitted;
    }

    /// <returns>Whether the group's offset has not passed all of them.</returns>
    public bool IsOpen(IReadOnlyList<KafkaDelivery> deliveries)
    {
        lock (gate)
        {
            for (var i = 0; i < deliveries.Count; i++)
            {
                if (!deliveries[i].IsCommitted)
                    return true;
            }

            return false;
        }
    }

    /// <summary>Hands out no more of them. Completes when nothing of them is in hand.</summary>
    public Task LeaveAsync(IEnumerable<TopicPartition> places)
    {
        lock (gate)
            return Task.WhenAll([.. Of(places).Select(p => p.Leave())]);
    }

    /// <summary>They go to others, and what is stored goes with the client's last commit of them, which tells later what became of it.</summary>
    /// <returns>How many deliveries were in hand.</returns>
    public int HandOver(IReadOnlyList<TopicPartition> places)
    {
        lock (gate)
        {
            foreach (var assigned in Of(places))
            {
                assigned.HandOver();
                handedOver.Add(assigned);
            }
        }

        return Lose(places);
    }

    /// <summary>They are ours no longer.</summary>
    /// <returns>How many deliveries were in hand.</returns>
    public int Lose(IEnumerable<TopicPartition> places)
    {
        List<AssignedPartition> gone;
        lock (gate)
        {
            gone = [.. Of(places)];
            foreach (var assigned in gone)
            {
                partitions.Remove(assigned.Place);
                order.Remove(assigned);
            }
        }

        // Handlers listen to it.
        gone.ForEach(assigned => assigned.Lose());
        lock (gate)
            TellCommitted();
        return gone.Sum(assigned => assigned.Window.InHand);
    }

    /// <summary>This one is ours no longer. Where it was assigned again meanwhile, that stays.</summary>
    public void Lose(AssignedPartition partition)
    {
        lock (gate)
        {
            if (order.Remove(partition))
                partitions.Remove(partition.Place);
        }

        partition.Lose();
        lock (gate)
            TellCommitted();
    }

    public void Dispose() => retries.Dispose();

    private IEnumerable<AssignedPartition> Of(IEnumerable<TopicPartition> places) =>
        places.Select(p => partitions.GetValueOrDefault(p)).OfType<AssignedPartition>();

    private void TakeFrom(AssignedPartition from, int max, ref List<KafkaDelivery>? taken, ref long bytes)
    {
        if (from.IsLeaving)
            return;

        while ((taken?.Count ?? 0) < Math.Min(max, options.MaxRecords) && bytes < options.MaxBytes && from.Window.TryTake(turn) is { } next)
        {
            (taken ??= []).Add(next);
            bytes += next.Size;
        }
    }

    private void Apply(KafkaDelivery delivery, Settlement settlement)
    {
        var window = delivery.Assigned.Window;
        switch (settlement)
        {
            case Settlement.Complete:
                window.Complete(delivery);
                break;
            case Settlement.Retry { After: var wait }:
                var again = delivery.Again(delivery.Failures + 1);
                if (window.Return(delivery, again, waits: wait > TimeSpan.Zero) && wait > TimeSpan.Zero)
                    retries.Add(again, wait);
                break;
            case Settlement.DeadLetter:
                throw new InvalidOperationException($"{delivery.Topic} has no home for dead letters, and nobody parked its letter before.");
            default:
                window.Return(delivery, delivery.Again(delivery.Failures), waits: false);
                break;
        }

        delivery.Assigned.Settled();
    }

    private void WakeDue()
    {
        lock (gate)
        {
            while (retries.TryTakeDue() is { } due)
                due.Assigned.Window.Wake(due);
            Tell();
        }
    }

    private void TellCommitted()
    {
        handedOver.RemoveAll(gone => gone.IsLost && !gone.NeedsCommit);
        committed?.TrySetResult();
        committed = null;
    }

    private void Tell()
    {
        arrived?.TrySetResult();
        arrived = null;
    }
}
