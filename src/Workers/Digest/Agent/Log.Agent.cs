using Microsoft.Extensions.Logging;

namespace Penstock.Workers.Digest;

internal static partial class Log
{
    [LoggerMessage(151, LogLevel.Information, "Agent of server {ServerId} sends to {Ingest}.", EventName = "agent_started")]
    public static partial void AgentStarted(ILogger logger, Guid serverId, Uri ingest);

    [LoggerMessage(152, LogLevel.Warning, "{Waiting} snapshots wait, since they could not be sent ({Why}); they are sent again.", EventName = "send_failed")]
    public static partial void SendFailed(ILogger logger, int waiting, string why);

    [LoggerMessage(153, LogLevel.Error, "A snapshot was refused for ever ({Why}) and is kept as {Path}.", EventName = "snapshot_refused")]
    public static partial void SnapshotRefused(ILogger logger, string why, string path);

    [LoggerMessage(154, LogLevel.Warning, "{Count} snapshots were dropped: more than {Most} waited.", EventName = "snapshots_dropped")]
    public static partial void SnapshotsDropped(ILogger logger, int count, int most);

    [LoggerMessage(155, LogLevel.Error, "A snapshot could not be kept: {Error}", EventName = "snapshot_lost")]
    public static partial void SnapshotLost(ILogger logger, string error);

    [LoggerMessage(156, LogLevel.Information, "All that waited was sent.", EventName = "sending_again")]
    public static partial void SendingAgain(ILogger logger);
}
