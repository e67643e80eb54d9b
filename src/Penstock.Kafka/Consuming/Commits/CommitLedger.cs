using Confluent.Kafka;

namespace Penstock.Kafka;

/// <summary>What is done, what is on its way to the group, and what the group has: of the partitions that are ours, and of those that were handed over.</summary>
internal sealed class CommitLedger(Assignment assignment)
{
    private readonly List<AssignedPartition> handedOver = [];

    /// <summary>Up to where a partition may be committed; null where nothing was read, or it is lost.</summary>
    public long? DoneOf(AssignedPartition partition)
    {
        lock (assignment.Gate)
            return partition.IsLost ? null : partition.Window.Done;
    }

    /// <summary>The same, where it is further than what was stored.</summary>
    public long? ToStore(AssignedPartition partition)
    {
        lock (assignment.Gate)
            return partition.ToStore();
    }

    public void Committed(TopicPartition place, long offset)
    {
        lock (assignment.Gate)
        {
            assignment.Find(place)?.HasCommitted(offset);
            foreach (var gone in handedOver.Where(p => p.Place == place))
                gone.HasCommitted(offset);
            Tell();
        }
    }

    /// <summary>The group did not take it. A partition that is ours is committed again; one that was handed over is not.</summary>
    public void Refused(TopicPartition place, long offset)
    {
        lock (assignment.Gate)
        {
            foreach (var gone in handedOver.Where(p => p.Place == place && p.IsHandedOverBy(offset)))
                gone.GiveUpCommit();
            Tell();
        }
    }

    /// <summary>Nothing is heard of the last commit of one that was handed over: its next owner may do again what that had.</summary>
    public void GiveUp(AssignedPartition partition)
    {
        lock (assignment.Gate)
        {
            partition.GiveUpCommit();
            Tell();
        }
    }

    /// <summary>Completes when something was committed or lost from now on.</summary>
    public Task NewsAsync()
    {
        lock (assignment.Gate)
            return assignment.Commits.NextAsync();
    }

    public bool NeedsCommit(AssignedPartition partition)
    {
        lock (assignment.Gate)
            return partition.NeedsCommit;
    }

    /// <returns>Whether somebody else has the delivery, or will have it.</returns>
    public bool IsLost(KafkaDelivery delivery)
    {
        lock (assignment.Gate)
            return delivery.Assigned.IsLost && !delivery.IsCommitted;
    }

    /// <returns>Whether the group's offset has not passed all of them.</returns>
    public bool IsOpen(IReadOnlyList<KafkaDelivery> deliveries)
    {
        lock (assignment.Gate)
        {
            for (var i = 0; i < deliveries.Count; i++)
            {
                if (!deliveries[i].IsCommitted)
                    return true;
            }

            return false;
        }
    }

    /// <summary>They go to others, and what is stored goes with the client's last commit of them, which tells later what became of it.</summary>
    /// <returns>How many deliveries were in hand.</returns>
    public int HandOver(IReadOnlyList<TopicPartition> places)
    {
        lock (assignment.Gate)
        {
            foreach (var assigned in assignment.Of(places))
            {
                assigned.HandOver();
                handedOver.Add(assigned);
            }
        }

        var inHand = assignment.Lose(places);
        lock (assignment.Gate)
            Tell();
        return inHand;
    }

    private void Tell()
    {
        handedOver.RemoveAll(gone => gone.IsLost && !gone.NeedsCommit);
        assignment.Commits.Tell();
    }
}
