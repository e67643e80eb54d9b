using System.Diagnostics;

namespace Penstock.Workers.Chat;

/// <summary>One trace from the API to the channel: each worker goes on with the one that came in a message's header.</summary>
internal static class ChatTrace
{
    private static readonly ActivitySource Source = new(ChatMetricNames.Meter);

    /// <summary>Null where nobody listens, or the message has no trace.</summary>
    public static Activity? Start(string step, string? traceParent) =>
        Source.HasListeners() && ActivityContext.TryParse(traceParent, null, isRemote: true, out var parent)
            ? Source.StartActivity(step, ActivityKind.Consumer, parent)
            : null;

    /// <summary>The header that came with a delivery; null for none.</summary>
    public static string? ParentOf(Delivery delivery) => delivery.Headers.GetValueOrDefault(ChatKeys.TraceParent);

    /// <summary>The trace's id, for logs; empty for none.</summary>
    public static string IdOf(string? traceParent) => ActivityContext.TryParse(traceParent, null, out var context) ? context.TraceId.ToHexString() : "";

    /// <summary>What travels beside a record: an id that stays the same however often it is sent, and the trace.</summary>
    public static IReadOnlyDictionary<string, string> Headers(string id, Activity? step, string? traceParent)
    {
        var headers = new Dictionary<string, string>(2, StringComparer.Ordinal) { [OutgoingMessage.IdHeader] = id };
        if ((step?.Id ?? traceParent) is { } trace)
            headers[ChatKeys.TraceParent] = trace;
        return headers;
    }
}
