using System.Collections.Concurrent;
using System.Diagnostics;

namespace Penstock.Workers.Chat.Tests;

/// <summary>The spans of one trace, as a collector would get them.</summary>
internal sealed class Spans : IDisposable
{
    private readonly ActivityListener listener = new();
    private readonly ConcurrentQueue<Activity> ended = new();

    public Spans()
    {
        listener.ShouldListenTo = source => source.Name is "Penstock" or ChatMetricNames.Meter or "Microsoft.AspNetCore";
        listener.Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
            options.Parent.TraceId == Trace ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None;
        listener.ActivityStopped = span =>
        {
            if (span.TraceId == Trace)
                ended.Enqueue(span);
        };
        ActivitySource.AddActivityListener(listener);
    }

    public ActivityTraceId Trace { get; } = ActivityTraceId.CreateRandom();

    /// <summary>The client's own span.</summary>
    public ActivitySpanId Root { get; } = ActivitySpanId.CreateRandom();

    /// <summary>What the client sends along.</summary>
    public string TraceParent => $"00-{Trace}-{Root}-01";

    /// <summary>The one of that name, and pipeline where it is the runtime's own.</summary>
    public Activity Of(string name, string? pipeline = null) =>
        ended.Where(span => span.OperationName == name && (pipeline is null || (string?)span.GetTagItem("penstock.pipeline") == pipeline)).ShouldHaveSingleItem();

    public IEnumerable<string> Pipelines => ended.Where(span => span.OperationName == "penstock.delivery").Select(span => (string)span.GetTagItem("penstock.pipeline")!).Distinct();

    public void Dispose() => listener.Dispose();
}
