namespace Penstock.Kafka;

/// <summary>Deliveries that wait for their time, and one timer for the next of them.</summary>
internal sealed class Retries : IDisposable
{
    private readonly PriorityQueue<KafkaDelivery, long> waiting = new();
    private readonly TimeProvider clock;
    private readonly ITimer timer;

    /// <param name="clock">For the waits.</param>
    /// <param name="due">Called when something may be due.</param>
    public Retries(TimeProvider clock, Action due)
    {
        this.clock = clock;
        timer = clock.CreateTimer(_ => due(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(KafkaDelivery delivery, TimeSpan wait)
    {
        waiting.Enqueue(delivery, clock.GetTimestamp() + (long)(wait.TotalSeconds * clock.TimestampFrequency));
        Arm();
    }

    public KafkaDelivery? TryTakeDue()
    {
        if (waiting.TryPeek(out _, out var at) && at <= clock.GetTimestamp())
            return waiting.Dequeue();
        Arm();
        return null;
    }

    public void Dispose() => timer.Dispose();

    private void Arm()
    {
        if (!waiting.TryPeek(out _, out var at))
            return;
        // A timer that fires a hair early would find nothing due.
        var left = clock.GetElapsedTime(clock.GetTimestamp(), at) + TimeSpan.FromMilliseconds(1);
        timer.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
