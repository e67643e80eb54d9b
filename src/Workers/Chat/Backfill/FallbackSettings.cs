using Penstock.Hosting;

namespace Penstock.Workers.Chat;

/// <summary>What the backfill understands beside the chat's settings.</summary>
public static class FallbackSettings
{
    private static readonly FallbackOptions Defaults = new();

    public static readonly Setting<TimeSpan> PollInterval = Setting.Duration(
        "Chat:Fallback:PollInterval", "FALLBACK_POLL_INTERVAL", Defaults.PollEvery, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1),
        "After which an empty fallback list is looked at again; what is pushed is seen at once.");

    public static readonly Setting<int> BatchSize = Setting.Int(
        "Chat:Fallback:BatchSize", "FALLBACK_BATCH_SIZE", Defaults.BatchSize, 1, 1_000, "Messages published together.");

    public static readonly SettingSet All = new("chat.backfill", [PollInterval, BatchSize], "FALLBACK_");

    /// <exception cref="SettingException">A value is not allowed.</exception>
    public static FallbackOptions Options(SettingsReader settings) => new()
    {
        PollEvery = settings.Get(PollInterval),
        BatchSize = settings.Get(BatchSize),
    };
}
