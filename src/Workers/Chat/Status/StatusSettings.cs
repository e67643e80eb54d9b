using Penstock.Hosting;

namespace Penstock.Workers.Chat;

/// <summary>What the status updater understands beside the chat's settings.</summary>
public static class StatusSettings
{
    private static readonly StatusOptions Defaults = new();

    public static readonly Setting<int> BatchSize = Setting.Int(
        "Chat:Status:BatchSize", "STATUS_BATCH_SIZE", Defaults.BatchSize, 1, 10_000, "Status updates written together.");

    public static readonly Setting<int> Lanes = Setting.Int("Chat:Status:Lanes", "STATUS_LANES", Defaults.Lanes, 1, 64, "Batches in hand at a time.");

    public static readonly SettingSet All = new("chat.status", [BatchSize, Lanes]);

    /// <exception cref="SettingException">A value is not allowed.</exception>
    public static StatusOptions Options(SettingsReader settings) => new() { BatchSize = settings.Get(BatchSize), Lanes = settings.Get(Lanes) };
}
