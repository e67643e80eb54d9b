using Confluent.Kafka;

namespace Penstock.Kafka;

/// <summary>Messages that are sent together, and what became of each.</summary>
internal sealed class Shipment(KafkaClient kafka, string topic, int count)
{
    private readonly Message<byte[]?, byte[]?>?[] records = new Message<byte[]?, byte[]?>?[count];
    private readonly Exception?[] outcomes = new Exception?[count];
    private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? oneLess;
    private int left = count;

    public Exception?[] Outcomes => outcomes;

    /// <summary>The first that can never be sent; null where all may be tried.</summary>
    public Exception? Rejected => Array.Find(Outcomes, o => o is RejectedException);

    /// <summary>An outage before a fault of one message: what is the message's own shows again when the outage is over.</summary>
    public Exception? Worst() =>
        Array.Find(Outcomes, o => o is not null and not RejectedException) ?? Array.Find(Outcomes, o => o is not null);

    public void Add(int place, Message<byte[]?, byte[]?> record, int overhead)
    {
        var size = overhead + (record.Key?.Length ?? 0) + (record.Value?.Length ?? 0)
            + (record.Headers?.Sum(h => h.Key.Length + (h.GetValueBytes()?.Length ?? 0)) ?? 0);
        if (size <= kafka.MaxMessageBytes)
            records[place] = record;
        else
            Outcomes[place] = new RejectedException($"{topic} takes messages up to {kafka.MaxMessageBytes:N0} bytes (message.max.bytes), and this one has {size:N0}.");
    }

    /// <summary>Returns when the outcome of each is known.</summary>
    public async ValueTask SendAsync(CancellationToken giveUp)
    {
        if (records.Length == 0)
            return;

        var producer = kafka.Producer;
        for (var i = 0; i < records.Length; i++)
        {
            if (records[i] is not { } record)
                Report(i, Outcomes[i]);
            else if (!TryProduce(producer, i, record))
                i = await RoomAsync(i, giveUp);
        }

        await done.Task.WaitAsync(giveUp);
    }

    // False where the client's queue is full.
    private bool TryProduce(IProducer<byte[]?, byte[]?> producer, int place, Message<byte[]?, byte[]?> record)
    {
        try
        {
            producer.Produce(topic, record, report => Report(place, report.Error.IsError ? KafkaFaults.ToException(topic, report.Error) : null));
            return true;
        }
        catch (ProduceException<byte[]?, byte[]?> error) when (error.Error.Code == ErrorCode.Local_QueueFull)
        {
            return false;
        }
        catch (KafkaException error)
        {
            if (error.Error.IsFatal)
                kafka.Replace(producer);
            Report(place, KafkaFaults.ToException(topic, error.Error));
            return true;
        }
    }

    // The same place again, when one of ours has left the queue; where none is in it, others fill it.
    private async ValueTask<int> RoomAsync(int place, CancellationToken giveUp)
    {
        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref oneLess, waiting);
        if (Volatile.Read(ref left) == records.Length - place)
            throw new KafkaException(ErrorCode.Local_QueueFull);
        await waiting.Task.WaitAsync(giveUp);
        return place - 1;
    }

    private void Report(int place, Exception? outcome)
    {
        Outcomes[place] = outcome;
        if (Interlocked.Decrement(ref left) == 0)
            done.TrySetResult();
        Interlocked.Exchange(ref oneLess, null)?.TrySetResult();
    }
}
