using Microsoft.Extensions.Logging;

namespace Penstock.Kafka;

internal static partial class Log
{
    [LoggerMessage(20, LogLevel.Warning, "Kafka ({Cluster}) is away: {Error}")]
    public static partial void ClusterIsAway(ILogger logger, string cluster, string error);

    [LoggerMessage(21, LogLevel.Information, "Kafka ({Cluster}) is back.")]
    public static partial void ClusterIsBack(ILogger logger, string cluster);

    [LoggerMessage(22, LogLevel.Warning, "Topics can't be made on Kafka ({Cluster}) now: {Error}")]
    public static partial void TopicsNotCreated(ILogger logger, string cluster, string error);
}
