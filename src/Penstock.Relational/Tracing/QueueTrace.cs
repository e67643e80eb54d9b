using System.Globalization;

namespace Penstock.Relational;

/// <summary>Where a message stands in its queue.</summary>
internal sealed class QueueTrace(Store store) : ITraceReader
{
    public async Task<IReadOnlyList<TraceFact>> ReadAsync(string origin, CancellationToken giveUp)
    {
        // A queue's name may have slashes too; the id is behind the last one.
        var slash = origin.LastIndexOf('/');
        if (slash < 1 || !long.TryParse(origin.AsSpan(slash + 1), NumberStyles.None, null, out var id))
            return [];
        return await new QueueView(store).FindAsync(origin[..slash], id, bodyBytes: 0, giveUp) is { } message ? [FactOf(message)] : [];
    }

    private static TraceFact FactOf(QueuedMessage message) => new(
        "queue",
        $"{StateOf(message)}{FailuresOf(message)}",
        message.Age,
        new Dictionary<string, object?>
        {
            ["queue"] = message.Queue,
            ["state"] = WordOf(message),
            ["key"] = message.Key,
            ["unique_key"] = message.UniqueKey,
            ["failures"] = message.Failures,
            ["last_error"] = message.LastError,
            ["due_in_seconds"] = message.DueIn?.TotalSeconds,
            ["holder"] = message.Holder,
            ["body_bytes"] = message.BodyBytes,
        });

    private static string WordOf(QueuedMessage message) => message switch
    {
        { DueIn: not null } => "later",
        { Holder: not null, Key: null } => "in_hand",
        _ => "waiting",
    };

    private static string StateOf(QueuedMessage message) => message switch
    {
        { DueIn: { } span, Failures: > 0 } => $"waits for its next attempt{In(span)}",
        { DueIn: { } span } => $"is delayed{In(span)}",
        { Holder: { } holder, Key: null } => $"is in the hands of {holder}",
        { Holder: { } holder } => $"waits in the bucket of its key, which {holder} works on",
        _ => "waits to be claimed",
    };

    private static string In(TimeSpan span) => span > TimeSpan.Zero ? $", due in {span.TotalSeconds:0} s" : ", due now";

    private static string FailuresOf(QueuedMessage message) =>
        message.Failures == 0 ? "" : $"; failed {message.Failures} {(message.Failures == 1 ? "time" : "times")}, last: {message.LastError}";
}
