using Penstock.Hosting;
using Penstock.Workers.Chat;
using Penstock.Workers.Digest;
using Penstock.Workers.Marker;

namespace Penstock.Cli;

/// <summary>The settings of all that the program can run: one file and one environment may serve them all.</summary>
internal static class Families
{
    public static readonly IReadOnlyList<SettingSet> All =
    [
        HostSettings.All, StoreSettings.All, MarkerSettings.All, DigestSettings.All, IngestSettings.All, AgentSettings.All, ChatSettings.All,
        ChatKafkaSettings.All,
        .. ChatProcesses.All.Select(process => process.Settings),
    ];
}
