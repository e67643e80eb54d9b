namespace Penstock.Kafka;

/// <summary>What of one key is not done yet, in order.</summary>
internal sealed class KeyLine
{
    public string Key { get; set; } = "";

    public WindowEntry? Head { get; private set; }

    public WindowEntry? Tail { get; private set; }

    public int InHand { get; set; }

    /// <summary>The take in which those in hand went; further ones may go with them in the same.</summary>
    public long Turn { get; set; }

    public void Append(WindowEntry entry)
    {
        (entry.Line, entry.Before, entry.After) = (this, Tail, null);
        if (Tail is null)
            Head = entry;
        else
            Tail.After = entry;
        Tail = entry;
    }

    public void Remove(WindowEntry entry)
    {
        if (entry.Before is null)
            Head = entry.After;
        else
            entry.Before.After = entry.After;
        if (entry.After is null)
            Tail = entry.Before;
        else
            entry.After.Before = entry.Before;
        (entry.Line, entry.Before, entry.After) = (null, null, null);
    }
}
