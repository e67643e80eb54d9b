using Microsoft.Extensions.Logging;

namespace Penstock.Relational;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Migration {Scope} {Version} applied: {Name}.", EventName = "migrated")]
    public static partial void Migrated(ILogger logger, string scope, int version, string name);

    [LoggerMessage(2, LogLevel.Warning, "{Store} is away; the start waits for it ({Error}).", EventName = "store_away")]
    public static partial void StoreAway(ILogger logger, string store, string error);

    [LoggerMessage(3, LogLevel.Warning, "{Count} {State} dead letters were dropped from {Store}: {Why}.", EventName = "dead_letters_dropped")]
    public static partial void LettersDropped(ILogger logger, long count, string state, string store, string why);

    [LoggerMessage(4, LogLevel.Warning, "Retention of the dead letters on {Store} failed, the next turn tries again ({Error}).", EventName = "retention_failed")]
    public static partial void RetentionFailed(ILogger logger, string store, string error);

    [LoggerMessage(5, LogLevel.Information, "Replay {Id} ({Selection}) goes on: {Left} letters left.", EventName = "replay_started")]
    public static partial void ReplayStarted(ILogger logger, long id, string selection, long left);

    [LoggerMessage(6, LogLevel.Information, "Replay {Id} is {State}: {Done} back, {Failed} failed, {Skipped} passed over.", EventName = "replay_ended")]
    public static partial void ReplayEnded(ILogger logger, long id, string state, long done, long failed, long skipped);

    [LoggerMessage(7, LogLevel.Warning, "Replays on {Store} can't be run now, the next beat tries again ({Error}).", EventName = "replays_away")]
    public static partial void ReplaysAway(ILogger logger, string store, string error);
    [LoggerMessage(40, LogLevel.Information, "{Pipeline}: {Who} wants it {State}, limit {Limit} (generation {Generation}): {Why}.", EventName = "steered")]
    public static partial void Steered(ILogger logger, string pipeline, string? who, string state, string limit, long generation, string why);

    [LoggerMessage(41, LogLevel.Warning, "The control store {Store} is away ({Error}); pipelines stay as they are.", EventName = "control_away")]
    public static partial void ControlAway(ILogger logger, string store, string error);

    [LoggerMessage(42, LogLevel.Information, "The control store {Store} answers again.", EventName = "control_back")]
    public static partial void ControlBack(ILogger logger, string store);

    [LoggerMessage(43, LogLevel.Warning, "{Pipeline} waits to start until the control store {Store} says whether it may ({Error}).", EventName = "control_awaited")]
    public static partial void ControlAwaited(ILogger logger, string pipeline, string store, string error);

    [LoggerMessage(44, LogLevel.Warning, "{Pipeline}: the shared limit's store is away ({Error}); until it is back this replica takes {Rate:0.##}/s, its part of {Replicas}.", EventName = "permits_away")]
    public static partial void PermitsAway(ILogger logger, string pipeline, string error, double rate, int replicas);
}
