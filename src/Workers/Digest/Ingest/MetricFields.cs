using System.Globalization;

namespace Penstock.Workers.Digest;

/// <summary>The fields of a message, the same in a stream's entry and in a queue's headers.</summary>
internal static class MetricFields
{
    public const string ServerId = "server_id";
    public const string Payload = "payload";
    public const string Timestamp = "timestamp";
    public const string TraceParent = "traceparent";

    /// <summary>RFC 3339, UTC, whole seconds.</summary>
    public static string Seconds(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
