using Confluent.Kafka;

namespace Penstock.Kafka;

/// <summary>The way of the records through the windows: in as they were read, out in batches, and back with their verdicts.</summary>
internal sealed class Supply : IDisposable
{
    private readonly Assignment assignment;
    private readonly KafkaTopicOptions options;
    private readonly Retries retries;
    private readonly News arrived = new();
    private long turn;

    public Supply(Assignment assignment, KafkaTopicOptions options, TimeProvider clock)
    {
        (this.assignment, this.options) = (assignment, options);
        retries = new Retries(clock, WakeDue);
    }

    /// <summary>What was read. Of partitions that are ours no longer nothing is kept: others read it.</summary>
    public void Append(List<ConsumeResult<byte[]?, byte[]?>> records)
    {
        if (records.Count == 0)
            return;

        lock (assignment.Gate)
        {
            AssignedPartition? assigned = null;
            foreach (var record in records)
            {
                // They come in runs of one partition, and the client makes each place an object of its own.
                if (assigned is null || assigned.Place.Partition != record.Partition || assigned.Place.Topic != record.Topic)
                    assigned = assignment.Find(record.TopicPartition);
                assigned?.Add(new KafkaDelivery(record, assigned));
            }

            arrived.Tell();
        }
    }

    /// <summary>What may go now, from all partitions in turn. Null: nothing; then <see cref="ArrivedAsync"/> tells when to look again.</summary>
    public List<KafkaDelivery>? Take(int max)
    {
        lock (assignment.Gate)
        {
            turn++;
            List<KafkaDelivery>? taken = null;
            var bytes = 0L;
            for (var i = 0; i < assignment.Ours.Count; i++)
                TakeFrom(assignment.Ours[(int)((turn + i) % assignment.Ours.Count)], max, ref taken, ref bytes);
            if (taken is null)
                _ = arrived.NextAsync();
            return taken;
        }
    }

    public Task ArrivedAsync()
    {
        lock (assignment.Gate)
            return arrived.SinceAsync();
    }

    /// <summary>Notes the verdicts; nothing is committed yet.</summary>
    public void Apply(IReadOnlyList<Verdict> verdicts)
    {
        lock (assignment.Gate)
        {
            for (var i = 0; i < verdicts.Count; i++)
                Apply((KafkaDelivery)verdicts[i].Delivery, verdicts[i].Settlement);
            arrived.Tell();
        }
    }

    /// <summary>Hands back what of these is still in hand.</summary>
    public void Release(IReadOnlyList<Delivery> deliveries)
    {
        lock (assignment.Gate)
        {
            for (var i = 0; i < deliveries.Count; i++)
                Apply((KafkaDelivery)deliveries[i], Settlement.Release.Instance);
            arrived.Tell();
        }
    }

    public void Dispose() => retries.Dispose();

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
        lock (assignment.Gate)
        {
            while (retries.TryTakeDue() is { } due)
                due.Assigned.Window.Wake(due);
            arrived.Tell();
        }
    }
}
