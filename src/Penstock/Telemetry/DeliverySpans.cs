using System.Diagnostics;

namespace Penstock;

/// <summary>
/// A span for each delivery that brought a trace along (W3C Trace Context, headers <c>traceparent</c> and <c>tracestate</c>), made
/// when it is settled: what follows from many traces at once can't be a child of any of them while it runs.
/// </summary>
internal static class DeliverySpans
{
    private const string Parent = "traceparent";
    private const string State = "tracestate";

    public static void Tell(ActivitySource activities, string pipeline, IReadOnlyList<Verdict> verdicts, DateTimeOffset from)
    {
        if (!activities.HasListeners())
            return;

        for (var i = 0; i < verdicts.Count; i++)
        {
            var (delivery, settlement) = verdicts[i];
            if (settlement is not Settlement.Release && ContextOf(delivery) is { } parent)
                Tell(activities, pipeline, delivery, settlement, parent, from);
        }
    }

    private static void Tell(
        ActivitySource activities, string pipeline, Delivery delivery, Settlement settlement, ActivityContext parent, DateTimeOffset from)
    {
        using var span = activities.StartActivity("penstock.delivery", ActivityKind.Consumer, parent, startTime: from);
        if (span is null)
            return;

        span.SetTag("penstock.pipeline", pipeline).SetTag("penstock.origin", delivery.Origin);
        var reason = settlement switch
        {
            Settlement.Retry retry => retry.Reason,
            Settlement.DeadLetter dead => dead.Reason,
            _ => null,
        };
        span.SetTag("penstock.settlement", settlement.GetType().Name);
        if (reason is not null)
            span.SetStatus(ActivityStatusCode.Error, reason.Type);
    }

    private static ActivityContext? ContextOf(Delivery delivery)
    {
        var headers = delivery.Headers;
        return headers.Count > 0 && headers.TryGetValue(Parent, out var parent)
            && ActivityContext.TryParse(parent, headers.GetValueOrDefault(State), isRemote: true, out var context)
            ? context
            : null;
    }
}
