using Penstock.Hosting;

namespace Penstock.Workers.Chat;

/// <summary>What the outbox poller understands beside the chat's settings.</summary>
public static class OutboxSettings
{
    private static readonly OutboxOptions Defaults = new();

    public static readonly Setting<int> PollInterval = Setting.Int(
        "Chat:Outbox:PollIntervalMs", "OUTBOX_POLL_INTERVAL_MS", (int)Defaults.PollEvery.TotalMilliseconds, 10, 60_000,
        "Milliseconds after which an empty outbox is looked at again; the API's hints come sooner.");

    public static readonly Setting<int> BatchSize = Setting.Int(
        "Chat:Outbox:BatchSize", "OUTBOX_BATCH_SIZE", Defaults.BatchSize, 1, 10_000, "Events published and marked together.");

    public static readonly Setting<int> MaxRetries = Setting.Int(
        "Chat:Outbox:MaxRetries", "OUTBOX_MAX_RETRIES", Defaults.MaxFailures, 1, 1_000, "Failures of an event by its own fault; then it is a dead letter.");

    public static readonly Setting<int> Lanes = Setting.Int(
        "Chat:Outbox:Lanes", "OUTBOX_LANES", Defaults.Lanes, 1, OutboxTable.Buckets / OutboxBuckets.MostHeld, "Batches in hand at a time.");

    public static readonly Setting<FlatTopics?> Flat = Setting.Parsed<FlatTopics>(
        "Chat:Outbox:FlatTopics", "OUTBOX_FLAT_TOPICS", FlatTopics.TryParse, FlatTopics.Allowed,
        $"Topics that get an event's payload alone, beside the event; {FlatTopics.Default} where it is unset.");

    public static readonly Setting<TimeSpan> Keep = Setting.Duration(
        "Chat:Outbox:KeepPublished", "OUTBOX_KEEP_PUBLISHED", Defaults.KeepPublished, TimeSpan.FromMinutes(1), TimeSpan.FromDays(3_650),
        "How long published events are kept.");

    public static readonly SettingSet All = new("chat.outbox", [PollInterval, BatchSize, MaxRetries, Lanes, Flat, Keep], "OUTBOX_");

    /// <exception cref="SettingException">A value is not allowed.</exception>
    public static OutboxOptions Options(SettingsReader settings) => new()
    {
        PollEvery = TimeSpan.FromMilliseconds(settings.Get(PollInterval)),
        BatchSize = settings.Get(BatchSize),
        MaxFailures = settings.Get(MaxRetries),
        Lanes = settings.Get(Lanes),
        Flat = settings.Get(Flat) ?? FlatTopics.Default,
        KeepPublished = settings.Get(Keep),
    };
}
