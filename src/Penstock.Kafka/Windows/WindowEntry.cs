namespace Penstock.Kafka;

/// <summary>A place in a partition's window. Used again when its message is done.</summary>
internal sealed class WindowEntry
{
    public long Offset { get; private set; }

    public int Bytes { get; private set; }

    /// <summary>The one delivery that may settle it; null when it is done.</summary>
    public KafkaDelivery? Delivery { get; set; }

    public EntryState State { get; set; }

    /// <summary>It stands in the line of those that may go.</summary>
    public bool IsReady { get; set; }

    /// <summary>Of its key; null without one.</summary>
    public KeyLine? Line { get; set; }

    public WindowEntry? Before { get; set; }

    public WindowEntry? After { get; set; }

    public void Start(KafkaDelivery delivery)
    {
        (Offset, Bytes, Delivery, State, IsReady) = (delivery.Offset, delivery.Size, delivery, EntryState.Queued, false);
        delivery.Entry = this;
    }
}

internal enum EntryState
{
    Queued,
    InHand,
    Waiting,
    Done,
}
