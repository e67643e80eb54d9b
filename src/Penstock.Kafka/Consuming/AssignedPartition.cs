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

    public TopicPartition Place => place;

    public PartitionWindow Window { get; } = new();

    /// <summary>The offset that the group has, as far as we know: where reading began, before we committed one. Null before the first record.</summary>
    public long? Committed => committed;

    /// <summary>Nothing more is handed out.</summary>
    public bool IsLeaving => drained is not null;

    public bool IsLost => lost.IsCancellationRequested;

    public bool IsPaused { get; set; }

    public CancellationToken Lost => lost.Token;

    public bool NeedsCommit => !IsLost && Window.Done > committed;

    public void Add(KafkaDelivery delivery)
    {
        committed ??= delivery.Offset;
        Window.Add(delivery);
    }

    /// <summary>The offset to be stored for the next commit; null where it is stored.</summary>
    public long? ToStore()
    {
        if (!NeedsCommit || Window.Done <= stored)
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

    public void Lose() => lost.CancelAll();
}
