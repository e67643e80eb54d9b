using Microsoft.Extensions.Logging;

namespace Penstock;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "{Pipeline} waits: its dependency is away ({ErrorType}: {Error}). Nothing is counted against any message.")]
    public static partial void BreakerOpened(ILogger logger, string pipeline, string errorType, string error);

    [LoggerMessage(2, LogLevel.Information, "{Pipeline} goes on after {Seconds:0.0} s: its dependency answers again.")]
    public static partial void BreakerClosed(ILogger logger, string pipeline, double seconds);

    [LoggerMessage(3, LogLevel.Warning, "{Pipeline}: {Origin} was dead-lettered after {Failures} counted failures ({ErrorType}: {Error}).")]
    public static partial void DeadLettered(ILogger logger, string pipeline, string origin, int failures, string errorType, string error);

    [LoggerMessage(4, LogLevel.Information, "{Pipeline}: {Origin} failed and is tried again in {Seconds:0.0} s ({ErrorType}: {Error}).")]
    public static partial void Retried(ILogger logger, string pipeline, string origin, double seconds, string errorType, string error);

    [LoggerMessage(5, LogLevel.Warning, "{Pipeline}: {Count} deliveries were no longer ours when they were settled; whoever holds them now does them.")]
    public static partial void Lost(ILogger logger, string pipeline, int count);

    [LoggerMessage(6, LogLevel.Warning, "{Pipeline}: a handler still ran when the drain limit of {Seconds} s was over; its work is handed back.")]
    public static partial void Abandoned(ILogger logger, string pipeline, double seconds);

    [LoggerMessage(7, LogLevel.Error, "{Pipeline}: an observer failed.")]
    public static partial void ObserverFailed(ILogger logger, Exception error, string pipeline);

    [LoggerMessage(8, LogLevel.Information, "{Pipeline} is paused.")]
    public static partial void Paused(ILogger logger, string pipeline);

    [LoggerMessage(9, LogLevel.Information, "{Pipeline} is resumed.")]
    public static partial void Resumed(ILogger logger, string pipeline);

    [LoggerMessage(10, LogLevel.Information, "{Pipeline} drains: it works on until nothing is left, then it pauses.")]
    public static partial void Draining(ILogger logger, string pipeline);
}
