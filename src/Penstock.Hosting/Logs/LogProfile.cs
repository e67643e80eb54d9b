namespace Penstock.Hosting;

/// <summary>The field names of a worker family's JSON logs. A null name leaves the field out.</summary>
public sealed record LogProfile
{
    /// <summary>ISO 8601, UTC, milliseconds: <c>2025-01-31T12:00:00.000Z</c>.</summary>
    public string Timestamp { get; init; } = "timestamp";

    /// <summary>debug, info, warning, error or critical.</summary>
    public string Level { get; init; } = "level";

    /// <summary>The event's name in snake_case; the message where an event has no name.</summary>
    public string? Event { get; init; } = "event";

    public string? Message { get; init; } = "message";

    public string? Logger { get; init; } = "logger";

    public string? TraceId { get; init; } = "trace_id";

    public string? SpanId { get; init; }

    /// <summary>The exception's class, without its namespace.</summary>
    public string? ErrorType { get; init; } = "error_type";

    public string? Error { get; init; } = "error";

    /// <summary>Written at level debug only.</summary>
    public string? StackTrace { get; init; } = "stack_trace";

    /// <summary>What every line says, such as the service's name and version; no value of a message replaces it.</summary>
    public IReadOnlyDictionary<string, string> Fixed { get; init; } = new Dictionary<string, string>();
}
