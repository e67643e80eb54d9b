namespace Penstock.Workers.Chat;

/// <summary>What the workers count, as dashboards and alerts know it.</summary>
internal static class ChatMetricNames
{
    public const string Meter = "Penstock.Workers.Chat";

    public const string OutboxPublished = "outbox_published_total";
    public const string OutboxFailed = "outbox_failed_total";
    public const string OutboxPending = "outbox_pending_events";
    public const string OutboxPublishSeconds = "outbox_publish_duration_seconds";
    public const string DeadLetters = "dlq_messages_total";
    public const string MessagesProcessed = "messages_processed_total";
    public const string MessageSeconds = "message_processing_duration_seconds";
    public const string WorkerSeconds = "worker_processing_duration_seconds";
    public const string FallbackLength = "redis_fallback_queue_length";
    public const string DuplicatePublishes = "chat_duplicate_publishes_total";
    public const string BreakerState = "circuit_breaker_state";
    public const string BreakerFailures = "circuit_breaker_failures_total";

    /// <summary>The label <c>reason</c> of what failed too often.</summary>
    public const string MaxRetriesExceeded = "max_retries_exceeded";

    public static readonly double[] PublishBuckets = [.001, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5];

    public static readonly double[] MessageBuckets = [.01, .05, .1, .25, .5, 1, 2.5, 5, 10];
}
