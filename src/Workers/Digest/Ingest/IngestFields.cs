using System.Globalization;

namespace Penstock.Workers.Digest;

/// <summary>What a message bears beside its server and its payload.</summary>
internal static class IngestFields
{
    public const string TraceParent = "traceparent";

    /// <summary>RFC 3339, UTC, whole seconds.</summary>
    public static string Seconds(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
