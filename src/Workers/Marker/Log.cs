using Microsoft.Extensions.Logging;

namespace Penstock.Workers.Marker;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "Node id {Wanted} is taken by another marker on this store; this one takes {Taken}.", EventName = "node_taken")]
    public static partial void NodeTaken(ILogger logger, int wanted, int taken);

    [LoggerMessage(2, LogLevel.Warning, "A name among {Count} is in the catalog already; new ones are made. No row is blamed.", EventName = "names_collided")]
    public static partial void NamesCollided(ILogger logger, int count);

    [LoggerMessage(3, LogLevel.Information,
        "Batch {BatchId}: {Successful} marked, {Retried} to be tried again, {Failed} given up, {Skipped} handed back in {DurationSeconds:0.000} s, {EntriesPerSecond:0} a second.",
        EventName = "batch_completed")]
    public static partial void BatchCompleted(
        ILogger logger, string batchId, int successful, int retried, int failed, int skipped, double durationSeconds, double entriesPerSecond);

    [LoggerMessage(4, LogLevel.Warning, "Entry {EntryId} failed ({ErrorType}): {Error}", EventName = "entry_failed")]
    public static partial void EntryFailed(ILogger logger, string entryId, string errorType, string error);

    [LoggerMessage(5, LogLevel.Error, "The marker can't work now ({ErrorType}): {Error}", EventName = "marker_failed")]
    public static partial void MarkerFailed(ILogger logger, string errorType, string error);

    [LoggerMessage(6, LogLevel.Debug, "The backlog could not be counted: {Error}", EventName = "backlog_unknown")]
    public static partial void BacklogUnknown(ILogger logger, string error);
}
