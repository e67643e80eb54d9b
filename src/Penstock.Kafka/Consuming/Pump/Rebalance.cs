using Confluent.Kafka;

namespace Penstock.Kafka;

/// <summary>What we do when the group gives us partitions and takes them. Within the consumer's call: the group waits for us, its rebalance limit long.</summary>
internal sealed class Rebalance(
    Assignment assignment, CommitLedger ledger, OffsetCommits commits, KafkaTopicOptions options, TimeProvider clock, KafkaClient kafka)
{
    public void Assigned(IReadOnlyList<TopicPartition> places)
    {
        assignment.Add(places);
        if (places.Count > 0)
            Log.Assigned(kafka.Logger, options.Group, Text(places));
    }

    /// <summary>Waits for what is in hand, and hands them over.</summary>
    /// <param name="places">Those that others get.</param>
    /// <param name="stopping">We leave: nothing is waited for.</param>
    public void Revoked(IReadOnlyList<TopicPartition> places, CancellationToken stopping)
    {
        var drained = assignment.LeaveAsync(places);
        if (!stopping.IsCancellationRequested)
            Wait(drained, stopping);
        foreach (var leaving in assignment.All.Where(p => places.Contains(p.Place)))
            commits.Store(leaving);
        var inHand = ledger.HandOver(places);
        if (places.Count > 0)
            Log.Revoked(kafka.Logger, options.Group, Text(places), inHand);
    }

    public void Lost(IReadOnlyList<TopicPartition> places)
    {
        assignment.Lose(places);
        Log.Lost(kafka.Logger, options.Group, Text(places));
    }

    /// <summary>The consumer is gone, and everything with it.</summary>
    public void Ended() => assignment.Lose([.. assignment.All.Select(p => p.Place)]);

    private void Wait(Task drained, CancellationToken stopping)
    {
        try
        {
            drained.WaitAsync(options.RevokeLimit, clock, stopping).GetAwaiter().GetResult();
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            // What is still in hand is lost to us, and its handlers are told.
        }
    }

    private static string Text(IEnumerable<TopicPartition> places) => string.Join(", ", places.Select(p => $"{p.Topic}/{p.Partition.Value}"));
}
