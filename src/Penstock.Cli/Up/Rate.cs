namespace Penstock.Cli;

/// <summary>How fast a count grows, over the last moments.</summary>
internal sealed class Rate(long start, TimeSpan window, TimeProvider time)
{
    private readonly Queue<(long Count, long At)> seen = new([(start, time.GetTimestamp())]);

    /// <summary>A second.</summary>
    public double Next(long count)
    {
        while (seen.Count > 1 && time.GetElapsedTime(seen.Peek().At) > window)
            seen.Dequeue();
        seen.Enqueue((count, time.GetTimestamp()));
        var (before, at) = seen.Peek();
        var seconds = time.GetElapsedTime(at).TotalSeconds;
        return seconds > 0 ? (count - before) / seconds : 0;
    }
}
