using Confluent.Kafka;

namespace Penstock.Kafka;

/// <summary>A commit of our own, one at a time: where nothing is heard of the client's, it tells whether the group still knows us.</summary>
internal sealed class DirectCommit(CommitLedger ledger)
{
    private volatile Error? refusal;
    private volatile Task<Error?> asked = Task.FromResult<Error?>(null);

    /// <summary>Why the group refused the last commit, the client's or ours; null where it took that.</summary>
    public Error? Refusal
    {
        get => refusal;
        set => refusal = value;
    }

    /// <returns>The group's refusal; null where it took the offset, or there is nobody to ask.</returns>
    public Task<Error?> AskAsync(IConsumer<byte[]?, byte[]?>? consumer, AssignedPartition partition)
    {
        if (asked.IsCompleted)
            asked = Task.Run(() => Commit(consumer, partition), CancellationToken.None);
        return asked;
    }

    /// <summary>The group has others in our place.</summary>
    public static bool IsFence(ErrorCode code) => code is ErrorCode.IllegalGeneration or ErrorCode.UnknownMemberId or ErrorCode.FencedInstanceId
        or ErrorCode.FencedMemberEpoch or ErrorCode.StaleMemberEpoch or ErrorCode.Local_AssignmentLost or ErrorCode.Local_MaxPollExceeded;

    private Error? Commit(IConsumer<byte[]?, byte[]?>? consumer, AssignedPartition partition)
    {
        try
        {
            if (consumer is not null && ledger.DoneOf(partition) is { } offset)
            {
                consumer.Commit([new TopicPartitionOffset(partition.Place, offset)]);
                ledger.Committed(partition.Place, offset);
            }

            return refusal = null;
        }
        catch (KafkaException error)
        {
            return refusal = error.Error;
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
    }
}
