using Microsoft.Extensions.Logging;

namespace Penstock.Kafka;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "Kafka's client reports ({Facility}): {Message}")]
    public static partial void Library(ILogger logger, string facility, string message);

    [LoggerMessage(2, LogLevel.Information, "{Group} reads {Partitions}.")]
    public static partial void Assigned(ILogger logger, string group, string partitions);

    [LoggerMessage(3, LogLevel.Information, "{Group} hands over {Partitions}; {InHand} deliveries of them were still in hand.")]
    public static partial void Revoked(ILogger logger, string group, string partitions, int inHand);

    [LoggerMessage(4, LogLevel.Warning, "{Group} lost {Partitions}: the group took them away, and somebody else does what was in hand.")]
    public static partial void Lost(ILogger logger, string group, string partitions);

    [LoggerMessage(5, LogLevel.Warning, "{Group}: the reader broke off and begins anew ({ErrorType}: {Error}).")]
    public static partial void PumpFailed(ILogger logger, string group, string errorType, string error);

    [LoggerMessage(6, LogLevel.Information, "{Topic} is made, with {Replicas} replicas.")]
    public static partial void TopicMade(ILogger logger, string topic, int replicas);
}
