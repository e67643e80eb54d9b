using System.Diagnostics.CodeAnalysis;
using Confluent.Kafka;

namespace Penstock.Kafka;

/// <summary>A partition for as long as it is ours; assigned again, it is another one.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Deliveries outlive the assignment and listen to its token; a source without a timer holds nothing to be freed.")]
internal sealed class AssignedPartition(TopicPartition place)
{
    private readonly CancellationTokenSource lost = new();
    private TaskCompletionSource? drained;
    private long? committed;
    private long? stored;
    private long? handedOver;

    public TopicPartition Place => place;

    public PartitionWindow Window { get; } = new();

    /// <summary>The offset that the group has, as far as we know: where reading began, before we committed one. Null before the first record.</summary>
    public long? Committed => committed;

    /// <summary>Nothing more is handed out.</summary>
    public bool IsLeaving => drained is not null;

    public bool IsLost => lost.IsCancellationRequested;

    public bool IsPaused { get; set; }

    public CancellationToken Lost => lost.Token;

    /// <summary>Something is done whose commit is still to come.</summary>
    public bool NeedsCommit => (IsLost ? handedOver : Window.Done) > committed;

    public void Add(KafkaDelivery delivery)
    {
        committed ??= delivery.Offset;
        Window.Add(delivery);
    }

    /// <summary>The offset to be stored for the next commit; null where it is stored.</summary>
    public long? ToStore()
    {
        if (IsLost || !NeedsCommit || Window.Done <= stored)
            return null;
        return stored = Window.Done;
    }

    public void HasCommitted(long offset) => committed = Math.Max(committed ?? offset, offset);

    /// <summary>Completes when nothing of it is in hand any more.</summary>
    public Task Leave()
    {
        drained ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
        Settled();
        return drained.Task;
    }

    public void Settled()
    {
        if (Window.InHand == 0)
            drained?.TrySetResult();
    }

    /// <summary>The client's last commit has what is stored; what is done later is somebody else's.</summary>
    public void HandOver() => handedOver = stored;

    /// <summary>That commit failed, or nothing is heard of it.</summary>
    public void GiveUpCommit() => handedOver = null;

    public bool IsHandedOverBy(long offset) => offset >= handedOver;

    public void Lose() => lost.CancelAll();
}
