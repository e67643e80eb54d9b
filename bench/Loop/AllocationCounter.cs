using System.Diagnostics.Tracing;

namespace Penstock.Bench;

/// <summary>
/// Estimates how many objects the process allocates, from the runtime's own samples: each byte is sampled with the same small
/// probability, so that a sample of an object stands for one by the probability that any of its bytes is hit.
/// </summary>
internal sealed class AllocationCounter : EventListener
{
    private const EventKeywords AllocationSampling = (EventKeywords)0x80000000000;
    private const double BytesBetweenSamples = 102_400;

    private readonly Lock sync = new();
    private double objects;

    public double Objects
    {
        get
        {
            lock (sync)
                return objects;
        }
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (string.Equals(eventSource.Name, "Microsoft-Windows-DotNETRuntime", StringComparison.Ordinal))
            EnableEvents(eventSource, EventLevel.Informational, AllocationSampling);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.PayloadNames?.IndexOf("ObjectSize") is not (>= 0 and var at))
            return;

        var size = Convert.ToDouble(eventData.Payload![at], null);
        lock (sync)
            objects += 1 / (1 - Math.Pow(1 - (1 / BytesBetweenSamples), size));
    }
}
