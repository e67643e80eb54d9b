namespace Penstock.Kafka;

/// <summary>
/// What was read of one partition and is not over: which may go, which waits, and up to where all is done. Messages of one key go
/// one batch after the other, behind one that waits none of its key goes, and the offset to be committed never passes the first
/// that isn't done. One caller at a time. Makes no garbage a message.
/// </summary>
internal sealed class PartitionWindow
{
    private readonly Queue<WindowEntry> entries = new();
    private readonly PriorityQueue<WindowEntry, long> ready = new();
    private readonly Dictionary<string, KeyLine> lines = new(StringComparer.Ordinal);
    private readonly Stack<WindowEntry> spareEntries = new();
    private readonly Stack<KeyLine> spareLines = new();

    /// <summary>The offset behind the last that was read; null before the first.</summary>
    public long? Next { get; private set; }

    /// <summary>Offset of the first that isn't done: the one to be committed. Null before anything was read.</summary>
    public long? Done => entries.Count > 0 ? entries.Peek().Offset : Next;

    /// <summary>Places taken, those done behind one that isn't among them.</summary>
    public int Count => entries.Count;

    /// <summary>Of the messages that are not done.</summary>
    public long Bytes { get; private set; }

    public int InHand { get; private set; }

    /// <summary>One that was read; one that was read before is left out.</summary>
    public void Add(KafkaDelivery delivery)
    {
        if (delivery.Offset < Next)
            return;

        var entry = spareEntries.TryPop(out var spare) ? spare : new WindowEntry();
        entry.Start(delivery);
        entries.Enqueue(entry);
        Bytes += entry.Bytes;
        Next = delivery.Offset + 1;
        if (delivery.Key is { } key)
            LineOf(key).Append(entry);
        MakeReady(entry);
    }

    /// <summary>The first that may go.</summary>
    /// <param name="turn">The same for all of one batch.</param>
    public KafkaDelivery? TryTake(long turn)
    {
        while (ready.TryDequeue(out var entry, out _))
        {
            entry.IsReady = false;
            if (!MayGo(entry, turn))
                continue;

            entry.State = EntryState.InHand;
            InHand++;
            if (entry.Line is { } line)
            {
                (line.InHand, line.Turn) = (line.InHand + 1, turn);
                if (entry.After is { State: EntryState.Queued, IsReady: false } follower)
                    Push(follower);
            }

            return entry.Delivery;
        }

        return null;
    }

    /// <returns>False where it was settled before.</returns>
    public bool Complete(KafkaDelivery delivery)
    {
        if (!TryLetGo(delivery, out var entry))
            return false;

        (entry.State, entry.Delivery) = (EntryState.Done, null);
        Bytes -= entry.Bytes;
        var line = entry.Line;
        line?.Remove(entry);
        Free(line);
        while (entries.TryPeek(out var first) && first.State == EntryState.Done)
            spareEntries.Push(entries.Dequeue());
        return true;
    }

    /// <summary>Puts it back at its place.</summary>
    /// <param name="delivery">In hand.</param>
    /// <param name="again">The one that comes in its stead.</param>
    /// <param name="waits">Until <see cref="Wake"/>.</param>
    /// <returns>False where it was settled before.</returns>
    public bool Return(KafkaDelivery delivery, KafkaDelivery again, bool waits)
    {
        if (!TryLetGo(delivery, out var entry))
            return false;

        (entry.Delivery, again.Entry) = (again, entry);
        entry.State = waits ? EntryState.Waiting : EntryState.Queued;
        MakeReady(entry);
        Free(entry.Line);
        return true;
    }

    /// <summary>Its wait is over.</summary>
    public void Wake(KafkaDelivery delivery)
    {
        if (delivery.Entry is not { State: EntryState.Waiting } entry || !ReferenceEquals(entry.Delivery, delivery))
            return;
        entry.State = EntryState.Queued;
        MakeReady(entry);
    }

    private bool TryLetGo(KafkaDelivery delivery, out WindowEntry entry)
    {
        entry = delivery.Entry!;
        if (!ReferenceEquals(entry.Delivery, delivery) || entry.State != EntryState.InHand)
            return false;

        InHand--;
        if (entry.Line is { } line)
            line.InHand--;
        return true;
    }

    private static bool MayGo(WindowEntry entry, long turn) =>
        entry.Line is not { } line
        || (line.InHand == 0 && ReferenceEquals(line.Head, entry))
        || (line.InHand > 0 && line.Turn == turn && entry.Before is { State: EntryState.InHand });

    private void MakeReady(WindowEntry entry)
    {
        if (entry is { State: EntryState.Queued, IsReady: false } && (entry.Line is not { } line || (line.InHand == 0 && ReferenceEquals(line.Head, entry))))
            Push(entry);
    }

    private void Push(WindowEntry entry)
    {
        entry.IsReady = true;
        ready.Enqueue(entry, entry.Offset);
    }

    private void Free(KeyLine? line)
    {
        if (line is null || line.InHand > 0)
            return;

        if (line.Head is { } head)
        {
            MakeReady(head);
            return;
        }

        lines.Remove(line.Key);
        spareLines.Push(line);
    }

    private KeyLine LineOf(string key)
    {
        if (lines.TryGetValue(key, out var known))
            return known;

        var line = spareLines.TryPop(out var spare) ? spare : new KeyLine();
        line.Key = key;
        lines.Add(key, line);
        return line;
    }
}
